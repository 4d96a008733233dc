"""Names of people as clerks write them: blanks, nicknames in brackets, and names that name nobody."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from weibao.feeds.findings import Finding

_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_BRACKETS = re.compile(r"[(\[【〔<《「{][^)\]】〕>》」}]*[)\]】〕>》」}]?")
_DOTS = re.compile(r"(?<=[\u3400-\u9fff])[·•・‧∙●⋅.。](?=[\u3400-\u9fff])")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_PSEUDONYM = re.compile(r"化名|匿名|假名|代称")
_words = str.split
_NOBODY_WORDS = frozenset(
    _words(
        "不详 不知 不明 未知 未详 无 无名 无名氏 暂无 佚名 匿名 化名 保密 隐名 隐去 未提供 不愿透露 拒绝透露 查无此人 待查 待核实 待定 空 无法核实 "
        "姓名 测试 同上 本人 某男 某女 男 女 学生 儿童 未成年人 小孩 孩子"
    )
)
_MASKED = re.compile(r"某|[*×✕✖□○◯?？#_]|(?<![a-zA-Z])[xX]+(?![a-zA-Z])")
_TITLE = re.compile(
    r"(同学|男子|女子|男孩|女孩|男童|女童|男生|女生|少年|少女|先生|女士|小朋友|婴儿|弃婴|之子|之女)$"
)
_SEVERAL = re.compile(r"[、,，/;；|&+]|(?<=[\u3400-\u9fff]{2})[和与及](?=[\u3400-\u9fff]{2})")


_ORDINARY = re.compile(r"[\u4e00-\u9fff]{2,3}")
_SPECIAL = frozenset("某名详知明无暂匿化假代保隐未不拒查待定空法姓测同本男女学儿孩先朋婴弃之少")


def is_ordinary_name(words: str) -> bool:
    """A quick look: two or three Chinese characters, none of which could make it other than a name."""
    return _ORDINARY.fullmatch(words) is not None and _SPECIAL.isdisjoint(words)


def clean_person(words: str) -> str:
    """The name by itself: no blanks, no brackets with nicknames or remarks, one kind of middle dot. Traditional
    characters stay as written (many are right names); matching folds them."""
    folded = unicodedata.normalize("NFKC", words).strip("'‘’` \u3000")
    if _PSEUDONYM.search(folded):
        return "化名"
    outside = _BRACKETS.sub("", folded)
    # Blanks part the words of a foreign name, and mean nothing in a Chinese one.
    outside = _BLANKS.sub("" if _HAN.search(outside) else " ", outside).strip()
    return _DOTS.sub("·", outside)


def name_finding(cleaned: str, written: str = "") -> Finding | None:
    """Why a cleaned name does not name one child; None where it does."""
    written = written.strip()[:40]
    if not cleaned or cleaned in _NOBODY_WORDS or _MASKED.search(cleaned) or _TITLE.search(cleaned):
        return Finding("name.nobody", _("没有写明是哪个孩子，请写真实姓名。"), written=written)
    if _SEVERAL.search(cleaned):
        return Finding("name.several", _("一格写了不止一个人，请每人一行。"), written=written)
    if any(character.isdigit() for character in cleaned) or len(cleaned) > 30:
        return Finding("name.form", _("不是姓名，请核对。"), written=written)
    if len(cleaned) < 2:
        return Finding("name.short", _("不完整，请写全姓名。"), written=written)
    return None
