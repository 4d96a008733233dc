"""Names as they are given: surnames by their frequency, given names by sex and cohort, and how clerks get them wrong."""

import random
from functools import cache

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

_words = str.split

_SURNAMES = _words(
    "王 72 李 71 张 68 刘 54 陈 45 杨 31 赵 27 黄 25 周 21 吴 20 徐 17 孙 16 马 16 胡 13 朱 12 郭 12 何 12 林 11 高 11 "
    "罗 10 郑 10 梁 9 谢 9 宋 8 唐 8 许 8 邓 7 冯 7 韩 7 曹 7 曾 6 彭 6 萧 5 蔡 5 潘 5 田 5 董 5 袁 5 于 5 余 5 叶 5 蒋 4 杜 4 "
    "苏 4 魏 4 程 4 吕 4 丁 4 沈 4 任 4 姚 4 卢 4 傅 3 钟 3 姜 3 崔 3 谭 3 廖 3 范 3 汪 3 陆 3 金 3 石 3 戴 3 贾 3 韦 3 夏 3 邱 3 方 3 "
    "侯 3 邹 3 熊 3 孟 3 秦 3 白 3 江 3 阎 3 薛 3 尹 3 段 2 雷 2 黎 2 史 2 龙 2 陶 2 贺 2 顾 2 毛 2 郝 2 龚 2 邵 2 万 2 钱 2 严 2 覃 1 "
    "武 2 单 1 解 1 查 1 仇 1 欧阳 1 上官 1 司马 1"
)
SURNAMES = tuple(_SURNAMES[0::2])
SURNAME_WEIGHTS = tuple(int(w) for w in _SURNAMES[1::2])

_BOYS = "子 浩 宇 轩 梓 俊 豪 博 文 泽 睿 辰 嘉 佳 天 佑 一 铭 皓 明 志 强 建 国 军 伟 鹏 飞 杰 涛 超 磊 海 洋 阳 晨 航 家 乐 皓 昊 然 思 远 翔 凯 鑫 瑞 林 峰 龙 成 东 旭 恒 毅 帅 波 正 奕 羽 航 锦 程 沐 景 云 霖 烨 哲"
_GIRLS = "子 涵 梓 欣 怡 雨 萱 思 佳 嘉 诗 语 妍 悦 婷 颖 雅 静 丽 娜 敏 燕 艳 红 梅 兰 芳 英 慧 秀 莉 雪 月 琳 琪 馨 曦 可 若 彤 晗 紫 萌 倩 蕾 雯 文 玉 洁 晓 小 璇 瑶 菲 薇 宁 依 诺 钰 一 沐 清 安 然 桐 芸 莹 媛 妙 心 乐 晴"
BOYS = tuple(dict.fromkeys(_words(_BOYS)))
GIRLS = tuple(dict.fromkeys(_words(_GIRLS)))
_POPULAR_BOYS = _words(
    "浩宇 子轩 宇轩 梓豪 浩然 俊杰 子豪 宇航 博文 梓轩 皓轩 子涵 俊熙 家乐 天佑 一鸣 嘉豪 志强 文博 宇辰 沐辰 奕辰 浩辰 睿泽 梓睿"
)
_POPULAR_GIRLS = _words(
    "子涵 欣怡 梓涵 雨萱 思涵 佳怡 诗涵 梓萱 可欣 雨涵 欣妍 佳琪 语桐 若曦 思琪 紫涵 雅婷 静怡 梦瑶 依诺 一诺 沐晴 妍希 梓晴 欣悦"
)
_MEN = _words(
    "建国 建军 志强 伟 军 勇 强 磊 涛 明 国强 海军 永刚 学文 建平 小军 志刚 文军 玉龙 兴旺 天祥 德福 金龙 立新 宏伟 晓东 鹏 飞 斌 超"
)
_WOMEN = _words(
    "丽 芳 静 敏 燕 艳 秀英 玉兰 桂花 红梅 晓燕 丽娟 秀兰 春梅 雪梅 海燕 玲 霞 婷 娟 翠花 玉梅 金花 彩霞 小红 文静 丽萍 淑芳 月英 兰"
)
_DOTTED_FIRST = _words(
    "古丽娜尔 阿依努尔 迪力夏提 麦尔旦 热依汗 叶尔兰 玛依拉 艾力江 萨依拉 巴特尔 阿尔曼 帕丽达"
)
_DOTTED_FATHER = _words("艾山 买买提 吐尔逊 库尔班 热合曼 阿不都 巴合提 加帕尔 依明 哈力克")
_MORE_LIKE_SOUNDING = _words(
    "紫 仪 毅 亦 宜 寒 含 函 韵 玥 跃 越 鹤 合 和 浠 希 曦 熙 溪 兮 霞 侠 慕 木 牧 伊 壹 依 黎 力 立 丽 利 雷 垒 婕 捷 节 景 静 敬 净 镜 钧 君 均 珺 洺 茗 名 明 扬 杨 羊 昕 心 新 歆 彦 岩 砚 研 妤 宇 雨 语 予 玉 育 裕 晓 小 筱 霄 佩 培 涛 滔 伟 玮 炜 苇 薇 微 威 雯 纹 闻 哲 喆 择 则 朝 潮 墙 蔷 搏 伯 勃 烨 叶 业 沁 倩 茜 芊 千"
)
_LIKE_LOOKING = {
    "博": "搏",
    "搏": "博",
    "彤": "形",
    "晗": "唅",
    "泽": "择",
    "睿": "叡",
    "晨": "辰",
    "蕾": "雷",
    "萱": "宣",
    "琳": "淋",
    "浩": "皓",
    "皓": "浩",
    "昊": "吴",
    "洋": "样",
    "航": "杭",
    "铭": "洺",
    "颖": "颍",
    "婷": "娉",
    "燕": "艳",
    "轩": "轲",
    "玉": "王",
    "梓": "样",
}
_NICKNAMES = _words("豆 蛋 妞 壮 毛 虎 丫 宝 牛 石头 乐乐 妞妞 豆豆 小宝")


def surname(chance: random.Random) -> str:
    """One surname, drawn by its frequency."""
    return chance.choices(SURNAMES, cum_weights=_cumulated())[0]


@cache
def _cumulated() -> tuple[int, ...]:
    total, sums = 0, []
    for weight in SURNAME_WEIGHTS:
        total += weight
        sums.append(total)
    return tuple(sums)


def given_name(chance: random.Random, sex: str, year: int) -> str:
    """A given name of one or two characters; the popular pairs are the commoner the later the year."""
    draw = chance.random()
    if draw < 0.11:
        return chance.choice(BOYS if sex == "男" else GIRLS)
    if draw < 0.11 + (0.16 if year >= 2013 else 0.09):
        return chance.choice(_POPULAR_BOYS if sex == "男" else _POPULAR_GIRLS)
    pool = BOYS if sex == "男" else GIRLS
    return chance.choice(pool) + chance.choice(pool)


def adult_name(chance: random.Random, family: str, sex: str) -> str:
    """A grown-up's name with the given surname."""
    if chance.random() < 0.45:
        return family + chance.choice(_MEN if sex == "男" else _WOMEN)
    pool = BOYS if sex == "男" else GIRLS
    return family + chance.choice(pool) + (chance.choice(pool) if chance.random() < 0.7 else "")


def dotted_name(chance: random.Random) -> str:
    """A name written with a middle dot: one's own name and the father's."""
    return f"{chance.choice(_DOTTED_FIRST)}·{chance.choice(_DOTTED_FATHER)}"


def twin_name(name: str, chance: random.Random, sex: str) -> str:
    """The name a twin gets: the same surname, and the last character another one, as parents like to do."""
    pool = BOYS if sex == "男" else GIRLS
    while True:
        other = name[:-1] + chance.choice(pool)
        if other != name:
            return other


@cache
def _by_sound() -> dict[str, list[str]]:
    sounds: dict[str, list[str]] = {}
    for character in dict.fromkeys([*BOYS, *GIRLS, *_MORE_LIKE_SOUNDING]):
        sounds.setdefault(lazy_pinyin(character, style=Style.NORMAL)[0], []).append(character)
    return {c: [o for o in group if o != c] for group in sounds.values() for c in group if len(group) > 1}


def homophone(name: str, chance: random.Random) -> str:
    """The name with one given-name character replaced by one that sounds alike; unchanged where none is known."""
    alike = _by_sound()
    places = [i for i in range(1, len(name)) if name[i] in alike]
    if not places:
        return name
    at = chance.choice(places)
    return name[:at] + chance.choice(alike[name[at]]) + name[at + 1 :]


def lookalike(name: str, chance: random.Random) -> str:
    """The name with one given-name character replaced by one that looks alike; unchanged where none is known."""
    places = [i for i in range(1, len(name)) if name[i] in _LIKE_LOOKING]
    if not places:
        return name
    at = chance.choice(places)
    return name[:at] + _LIKE_LOOKING[name[at]] + name[at + 1 :]


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


@cache
def _traditional_character(character: str) -> str:
    return _converter().convert(character)


def traditional(name: str) -> str:
    """The name in traditional characters."""
    return "".join(_traditional_character(c) for c in name)


def nickname(chance: random.Random, *, in_many_forms: bool = True) -> str:
    """A nickname as a village clerk puts it beside the name, with its brackets."""
    form = chance.choice(("（小名{}）", "({})", "（又名{}）")) if in_many_forms else "（小名{}）"
    return form.format(chance.choice(_NICKNAMES))


def nobody(chance: random.Random) -> str:
    """A name that names nobody."""
    return chance.choice(("张某某", "李某", "不详", "王某某（化名）", "无名氏", "陈某", "小明（化名）"))
