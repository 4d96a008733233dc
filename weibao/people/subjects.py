"""What the auditor's patterns need to know of children."""

from collections.abc import Collection, Mapping

from weibao.audit.patterns import Child as Told
from weibao.audit.subjects import tells_of_children
from weibao.cipher.fields import plain
from weibao.linkage.names import simplify, split_name
from weibao.people.models import Child

AT_ONCE = 500
VILLAGE_CODE = 12
"""Digits of a village's code; shorter codes are towns and counties."""


@tells_of_children
def told(children: Collection[int]) -> Mapping[int, Told]:
    """Family name and village of each child; what a file once held and lost is told as it is now."""
    found: dict[int, Told] = {}
    keys = sorted(children)
    for start in range(0, len(keys), AT_ONCE):
        some = Child.objects.filter(pk__in=keys[start : start + AT_ONCE]).order_by()
        for key, name, area in some.values_list("pk", "name", "area_code"):
            village = area if len(area) == VILLAGE_CODE else ""
            found[key] = Told(split_name(simplify(plain(name)))[0], village)
    return found
