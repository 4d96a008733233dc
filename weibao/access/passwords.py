"""Passwords: those given out for one sign-in, and what a person's own must be like."""

import secrets

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _

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
