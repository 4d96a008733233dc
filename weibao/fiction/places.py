"""The invented county: seven towns, 82 villages, 41 schools. None of these names is meant for a real place."""

from dataclasses import dataclass, field

COUNTY_NAME = "云岭县"
COUNTY_CODE = "620799"


@dataclass(frozen=True, slots=True)
class Village:
    """A village or neighbourhood; `code` has 12 digits and begins with the town's."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Town:
    """A town; `code` has 9 digits under the county's 620799."""

    code: str
    name: str
    villages: tuple[Village, ...] = field(repr=False)

    @property
    def short_name(self) -> str:
        """The name without 镇."""
        return self.name.removesuffix("镇")


@dataclass(frozen=True, slots=True)
class School:
    """A school; `kind` is one of 幼儿园, 小学, 九年制学校, 初级中学, 高级中学, 职业中学; `grades` as the register writes them."""

    code: str
    name: str
    kind: str
    town: str
    grades: tuple[str, ...] = field(repr=False)


KINDERGARTEN = ("小班", "中班", "大班")
PRIMARY = ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级")
MIDDLE = ("七年级", "八年级", "九年级")
HIGH = ("高一", "高二", "高三")

_TOWNS = {
    "青禾镇": "青溪村 禾丰村 上河湾村 下河湾村 石桥头村 柳林坝村 杏花坞村 麦积滩村 东渠沿村 西渠沿村 前营门村 后营门村 青禾街社区",
    "白塔镇": "白塔沟村 塔前村 塔后村 双柏村 南园子村 北园子村 红柳湾村 金穗村 月牙泉沟村 长流水村 羊圈沟村 塔街社区",
    "沙枣镇": "沙枣园村 梭梭林村 胡杨墩村 甜水井村 三道沙梁村 黑河沿村 芦草滩村 向阳坡村 沙湾子村 驼铃村 新立户村 沙枣路社区",
    "云水镇": "云水源村 龙泉沟村 清泉坪村 石板滩村 竹园坝村 大水磨村 小水磨村 桃李坪村 高台子村 杨家集村 云水湾社区",
    "丹霞坪镇": "丹霞口村 赤壁沟村 红崖子村 彩丘村 五彩湾村 石佛坡村 上丹坪村 下丹坪村 雁落村 梨园沟村 霞光社区",
    "木兰镇": "木兰庄村 花海村 兰草沟村 春晓村 夏营地村 秋实村 冬青坪村 百合梁村 枣林湾村 木兰里社区 百合里社区",
    "枣林关镇": "枣林关村 古城墙村 烽火墩村 驿站村 马莲滩村 关前村 关后村 平川头村 暖泉子村 石门坎村 小关口村 关城社区",
}


def _towns() -> tuple[Town, ...]:
    towns = []
    for number, (name, villages) in enumerate(_TOWNS.items(), 101):
        code = f"{COUNTY_CODE}{number}"
        towns.append(
            Town(
                code,
                name,
                tuple(Village(f"{code}{i}", village) for i, village in enumerate(villages.split(), 201)),
            )
        )
    return tuple(towns)


TOWNS = _towns()


def _schools() -> tuple[School, ...]:
    found: list[tuple[str, str, str, tuple[str, ...]]] = []
    for town in TOWNS:
        short = town.short_name
        found += [
            (f"{short}中心幼儿园", "幼儿园", town.name, KINDERGARTEN),
            (f"{short}第二幼儿园", "幼儿园", town.name, KINDERGARTEN),
            (f"{short}中心小学", "小学", town.name, PRIMARY),
            (f"{short}第二小学", "小学", town.name, PRIMARY),
        ]
        if len(found) % 8:
            found.append((f"{short}九年制学校", "九年制学校", town.name, PRIMARY + MIDDLE))
        else:
            found.append((f"{short}初级中学", "初级中学", town.name, MIDDLE))
    seat = TOWNS[0].name
    found += [
        (f"{COUNTY_NAME}第一幼儿园", "幼儿园", seat, KINDERGARTEN),
        (f"{COUNTY_NAME}实验小学", "小学", seat, PRIMARY),
        (f"{COUNTY_NAME}第一中学", "高级中学", seat, HIGH),
        (f"{COUNTY_NAME}第二中学", "初级中学", seat, MIDDLE),
        (f"{COUNTY_NAME}第三中学", "初级中学", seat, MIDDLE),
        (f"{COUNTY_NAME}职业中学", "职业中学", seat, HIGH),
    ]
    return tuple(School(f"{COUNTY_CODE}9{i:03d}", *one) for i, one in enumerate(found, 1))


SCHOOLS = _schools()
SPECIALISED_SCHOOL = f"{COUNTY_NAME}启航专门学校"
