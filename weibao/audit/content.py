"""What may stand in the log: ids, counts, switches and short codes. Content of a record may not, by type.

So a record can be deleted for good while the chain stays whole, and the log itself tells nothing of a child. What was
searched for stands there as a keyed hash (`weibao.audit.hashing`): the same words give the same hash, and nobody reads
the words from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

CODE = re.compile(r"[A-Za-z0-9/][A-Za-z0-9_.:,/-]{0,79}")
"""Names of this program and numbers, never a word that a person typed in Chinese."""
PERSONAL = re.compile(r"(?<![0-9A-Za-z])(\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?![0-9A-Za-z])")
"""An ID number (18 or 15 characters) or a mobile telephone number standing by itself."""
PURPOSE_LENGTH = 40


class ContentInLog(TypeError):
    """Something was to be logged that is no id, count or code. It is a fault of the program: the act fails."""


def is_code(text: str) -> bool:
    """Whether a text may stand in the log as it is."""
    return bool(CODE.fullmatch(text)) and not PERSONAL.search(text)


def code_or(text: str, otherwise: str) -> str:
    """The text where it is a code, else the other: for what comes from an address that anybody may type."""
    return text if is_code(text) else otherwise


def check_codes(*texts: str) -> None:
    """
    Raises:
        ContentInLog: one of the texts is neither empty nor a code.
    """
    for text in texts:
        if text and not is_code(text):
            raise ContentInLog("an actor, action or target of the log is a short code")


def check_purpose(purpose: str) -> None:
    """A purpose is a phrase of a fixed list (people.opening.Purpose), never what somebody typed.

    Raises:
        ContentInLog: it is too long for a phrase or holds a personal number.
    """
    if len(purpose) > PURPOSE_LENGTH or PERSONAL.search(purpose):
        raise ContentInLog("a purpose in the log is one phrase of a fixed list")


def check_detail(detail: Mapping[str, Any]) -> None:
    """
    Raises:
        ContentInLog: a value is no whole number, switch, short code or list of whole numbers.
    """
    for key, value in detail.items():
        if not is_code(key) or not is_allowed(value):
            # The value itself must not come into the error, which other logs would keep.
            raise ContentInLog(f"“{key}” can't stand in the log: only ids, counts and short codes can")


def is_allowed(value: object) -> bool:
    match value:
        case None | bool():
            return True
        case int():
            return not PERSONAL.search(str(value))
        case str():
            return value == "" or is_code(value)
        case list() | tuple():
            return all(isinstance(one, int) and is_allowed(one) for one in value)
    return False
