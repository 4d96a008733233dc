"""Passwords that are given out: good for one sign-in."""

import secrets

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is misread when written down: i, l, o, 0, 1."""
GROUPS, GROUP = 4, 4


def one_time_password() -> str:
    """Some 79 bits of chance, in four groups that a person can read out on the telephone."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
