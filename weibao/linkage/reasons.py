"""Why two rows were linked, in one plain Chinese sentence."""

from __future__ import annotations

from weibao.linkage.comparisons import COMPARED
from weibao.linkage.scoring import Pattern

_SAID: dict[str, tuple[str, ...]] = {
    # level 0 (different) first, best last
    "name": ("姓名不同", "姓名相近", "姓名同音", "姓名相同"),
    "sex": ("性别不一致", "性别一致"),
    "birth": ("出生日期不一致", "出生日期相近", "出生日期一致"),
    "phone": ("监护人电话不同", "监护人电话相同"),
    "guardian": ("监护人姓名不同", "监护人姓名同音", "监护人姓名相同"),
    "town": ("乡镇不同", "乡镇相同"),
    "village": ("村（社区）不同", "村（社区）相同"),
    "door": ("门牌不同", "门牌相同"),
}
_SLIP = {2: "写错的身份证号与该号码只差一处", 0: "写错的身份证号与该号码相差较大"}
_NAMES = {4: "姓名相同", 3: "姓名同音", 2: "姓名相近", 1: "姓相同而名不同", 0: "姓名不同"}

FIRST = "没有找到同一儿童的其他记录，作为新的儿童建档。"
STARTS = "该儿童的第一条记录，其他记录与它关联。"
SAME_HOUSEHOLD = "姓名相同，出生日期一致，监护人姓名或电话相同。"
SAME_NUMBER = "身份证号相同，姓名相同，出生日期不矛盾。"
SAME_NUMBER_SOUND = "身份证号相同，姓名读音相同，出生日期不矛盾。"


def of_pattern(pattern: Pattern) -> str:
    """The sentence for how two rows compare."""
    said = [_SAID[name][level] for name, level in zip(COMPARED, pattern.levels, strict=True) if level >= 0]
    if pattern.two_numbers:
        said.insert(0, "两条记录的身份证号不同")
    elif pattern.slip in _SLIP:
        said.insert(0, _SLIP[pattern.slip])
    return "，".join(said) + "。"


def of_shared_number(alike: int, certain: bool) -> str:
    """The sentence for two rows under one number; `alike` as `name_alikeness` tells."""
    tail = "" if certain else "，号码可能填成了兄弟姐妹的，须人工核对"
    return f"身份证号相同，{_NAMES[alike]}{tail}。"


def of_borrowed_number(alike: int) -> str:
    """The sentence for a row that seems to carry the number of a brother or sister."""
    return f"{_NAMES[alike]}，所填身份证号是同一家庭另一名儿童的，须人工核对。"
