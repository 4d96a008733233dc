"""The base of every model with encrypted fields."""

from __future__ import annotations

import os

from django.db import models

BINDING = 16
"""Bytes."""


def new_binding() -> bytes:
    return os.urandom(BINDING)


class Bound(models.Model):
    """A row whose encrypted fields are bound to it: a ciphertext copied into another row does not open there."""

    binding = models.BinaryField(max_length=BINDING, default=new_binding, editable=False)
    """Random; it tells nothing."""

    class Meta:
        abstract = True
