"""File numbers (档案号): what a child's file is called before people who may not read its name."""

from __future__ import annotations

import re
from uuid import UUID

from weibao.people.models import Child

_WRITTEN = re.compile(r"(?:WB-?)?([0-9A-F]{8})", re.IGNORECASE)


def child_of_file_number(text: str) -> Child | None:
    """The file that a file number or a whole public id means; None where none or several begin so."""
    squeezed = "".join(text.split())
    written = _WRITTEN.fullmatch(squeezed)
    if written:
        start = written[1].lower()
        first, last = UUID(start + "0" * 24), UUID(start + "f" * 24)
    else:
        try:
            first = last = UUID(squeezed)
        except ValueError:
            return None
    found = list(Child.objects.filter(public_id__gte=first, public_id__lte=last)[:2])
    return found[0] if len(found) == 1 else None
