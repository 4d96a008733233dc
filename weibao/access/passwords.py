"""Passwords: those given out for one sign-in, and what a person's own must be like."""

import re
import secrets
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from weibao.access.profiles import profile

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is misread when written down: i, l, o, 0, 1."""
GROUPS, GROUP = 4, 4


def one_time_password() -> str:
    """Some 79 bits of chance, in four groups that a person can read out on the telephone."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


class LongEnough(MinimumLengthValidator):
    """Django's own rule with sentences that its Chinese catalogue lacks."""

    def get_error_message(self) -> str:
        return _("密码太短，至少要有 %(n)s 个字符。可以用几个不相干的词连起来。") % {"n": self.min_length}

    def get_help_text(self) -> str:
        return _("密码至少 %(n)s 个字符。") % {"n": self.min_length}


KINDS = (r"[A-Z]", r"[a-z]", r"[0-9]", r"[^A-Za-z0-9\s]")
"""Capital letters, small letters, digits, other signs (Chinese ones too)."""


class Mixed:
    """Of several kinds of signs, where the profile asks for it."""

    def validate(self, password: str, user: Any = None) -> None:
        if sum(bool(re.search(kind, password)) for kind in KINDS) < profile().kinds:
            raise ValidationError(self.get_help_text(), code="password_not_mixed")

    def get_help_text(self) -> str:
        wanted = profile().kinds
        return (
            _("密码要包含大写字母、小写字母、数字、符号中的至少 %(n)s 种。") % {"n": wanted} if wanted else ""
        )


HERE = ("weibao", "未保", "未成年人", "yunling")
"""What an attacker of this very platform tries first (ASVS 5.0, 6.2.11)."""


class NotOfThisPlace:
    """Not built on a word that everybody here would think of: the platform, one's unit, its area."""

    def validate(self, password: str, user: Any = None) -> None:
        words = [*HERE, *self.words_of(user)]
        if any(len(word) >= 2 and word.casefold() in password.casefold() for word in words):
            raise ValidationError(
                _("密码里有本平台、本单位或本地的名称，容易被猜到，请换一个。"), code="password_of_this_place"
            )

    @staticmethod
    def words_of(user: Any) -> list[str]:
        unit = getattr(user, "unit", None)
        return [unit.name, unit.short_name, unit.area.name] if unit is not None else []

    def get_help_text(self) -> str:
        return ""


class NotOfBefore:
    """Not the present password, nor one of those before that the profile remembers."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        before = user.used_passwords.values_list("hashed", flat=True)[: profile().remembered - 1]
        if any(check_password(password, hashed) for hashed in [user.password, *before]):
            raise ValidationError(_("这个密码以前用过，请换一个没有用过的。"), code="password_of_before")

    def get_help_text(self) -> str:
        return ""
