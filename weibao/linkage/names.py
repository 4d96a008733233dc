"""Chinese personal names made comparable: simplified characters, pinyin, surname, sound.

Everything here is a pure function of one string. Names are short and repeat, so the
per-character readings are cached.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from pypinyin import Style, pinyin

# Surnames whose reading differs from the commonest reading of the character.
_SURNAME_READINGS = {
    "曾": "zeng", "单": "shan", "解": "xie", "覃": "qin", "任": "ren", "查": "zha", "仇": "qiu",
    "区": "ou", "朴": "piao", "缪": "miao", "翟": "zhai", "乐": "yue", "员": "yun", "折": "she",
    "冼": "xian", "洗": "xian", "黑": "he", "秘": "bi", "燕": "yan", "宁": "ning", "华": "hua",
    "纪": "ji", "卜": "bu", "柏": "bai", "种": "chong", "盖": "ge", "尹": "yin", "佘": "she",
    "逄": "pang", "隗": "wei", "郗": "xi", "晁": "chao", "谌": "chen", "召": "shao", "教": "jiao",
    "那": "na", "葛": "ge", "石": "shi", "行": "xing", "长": "chang", "车": "che", "沈": "shen",
    "乜": "nie", "尉": "wei", "祭": "zhai", "殷": "yin", "应": "ying", "相": "xiang", "哈": "ha",
}  # fmt: skip
DOUBLE_SURNAMES = {
    "欧阳": "ouyang", "司马": "sima", "上官": "shangguan", "诸葛": "zhuge", "东方": "dongfang",
    "皇甫": "huangfu", "尉迟": "yuchi", "公孙": "gongsun", "慕容": "murong", "令狐": "linghu",
    "夏侯": "xiahou", "司徒": "situ", "宇文": "yuwen", "长孙": "zhangsun", "轩辕": "xuanyuan",
    "端木": "duanmu", "东郭": "dongguo", "南宫": "nangong", "百里": "baili", "呼延": "huyan",
    "独孤": "dugu", "万俟": "moqi", "申屠": "shentu", "太史": "taishi", "闻人": "wenren",
    "西门": "ximen", "钟离": "zhongli", "司空": "sikong", "赫连": "helian", "澹台": "tantai",
}  # fmt: skip
# Pairs of sounds that western Mandarin speakers and typists mix up; folding is one-way.
_SOUND_FOLDS = (
    ("zh", "z"),
    ("ch", "c"),
    ("sh", "s"),
    ("ang", "an"),
    ("eng", "en"),
    ("ing", "in"),
    ("l", "n"),
)


@lru_cache(maxsize=1)
def _simplified_characters() -> dict[int, str]:
    """Traditional → simplified, character by character, from OpenCC's own table."""
    table: dict[int, str] = {}
    text = (files("opencc") / "dictionary" / "TSCharacters.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        traditional, _, simplified = line.partition("\t")
        if len(traditional) == 1 and simplified:
            table[ord(traditional)] = simplified.split(" ")[0]
    return table


def traditional_characters() -> str:
    """Every character that `simplify` folds, in one string."""
    return "".join(map(chr, _simplified_characters()))


def simplify(text: str) -> str:
    """The text with every traditional character folded to its simplified form."""
    return text.translate(_simplified_characters())


@lru_cache(maxsize=30_000)
def syllable(character: str) -> str:
    """The commonest toneless reading of one character; anything else comes back as it is."""
    return pinyin(character, style=Style.NORMAL, heteronym=False)[0][0].replace("ü", "v")


@lru_cache(maxsize=2_000)
def sound(reading: str) -> str:
    """A syllable with the sounds folded that are commonly confused (zh/z, ng/n, l/n)."""
    for spoken, folded in _SOUND_FOLDS:
        if spoken == "l":
            if reading.startswith("l"):
                reading = "n" + reading[1:]
        elif len(spoken) == 2 and spoken.endswith("h"):
            if reading.startswith(spoken):
                reading = folded + reading[2:]
        elif reading.endswith(spoken):
            reading = reading[: -len(spoken)] + folded
    return reading


def split_name(name: str) -> tuple[str, str]:
    """Surname and given name of a simplified name; a name with · has no surname."""
    if "·" in name or len(name) < 2:
        return "", name
    if len(name) > 2 and name[:2] in DOUBLE_SURNAMES:
        return name[:2], name[2:]
    return name[:1], name[1:]


@lru_cache(maxsize=5_000)
def surname_reading(surname: str) -> tuple[str, str]:
    """(pinyin, sound) of a surname, by its own reading where it has one; empty for none."""
    said = DOUBLE_SURNAMES.get(surname) or _SURNAME_READINGS.get(surname) or (surname and syllable(surname))
    return said, sound(said)


@lru_cache(maxsize=500_000)
def given_reading(given: str) -> tuple[str, str, str]:
    """(pinyin with blanks, sound with blanks, initials) of a given name."""
    said = [syllable(character) for character in given]
    return " ".join(said), " ".join(map(sound, said)), "".join([one[:1] for one in said])


def readings(name: str) -> tuple[str, str, str, str]:
    """(surname pinyin, given pinyin with blanks, sound, initials) of a simplified name."""
    surname, given = split_name(name)
    first, first_sound = surname_reading(surname)
    rest, rest_sound, initials = given_reading(given)
    return first, rest, f"{first_sound} {rest_sound}" if rest else first_sound, first[:1] + initials


def pinyin_of(name: str) -> str:
    """Surname and given name in pinyin with blanks, "zeng zi han", of a simplified name."""
    surname, given = split_name(name)
    return f"{surname_reading(surname)[0]} {given_reading(given)[0]}".strip()


def name_alikeness(left: str, right: str) -> int:
    """How alike two simplified names are: 4 same, 3 same pinyin, 2 sounds alike or one character
    apart (three and more characters, same surname), 1 same surname, 0 different."""
    if left == right:
        return 4
    a, b = readings(left), readings(right)
    if a[:2] == b[:2]:
        return 3
    if a[2] == b[2]:
        return 2
    (surname_a, given_a), (surname_b, given_b) = split_name(left), split_name(right)
    if surname_a != surname_b:
        return 0
    if sorted(given_a) == sorted(given_b):
        return 2
    if len(given_a) == len(given_b) >= 2:
        same = sum(x == y for x, y in zip(given_a, given_b, strict=True))
        return 2 if same >= len(given_a) - 1 else 1
    short, long = sorted((given_a, given_b), key=len)
    return 2 if len(long) == 2 and len(short) == 1 and short in long else 1
