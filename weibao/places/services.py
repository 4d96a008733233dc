"""Making and naming the areas of a county."""

from collections.abc import Iterable

from django.db import transaction

from weibao.places.models import UNSET_COUNTY, Area, Level


def ensure_county() -> Area:
    """The county of this data folder; an unnamed one where `weibao init` was not run yet."""
    found = Area.objects.filter(level=Level.COUNTY).first()
    return found or Area.objects.create(code=UNSET_COUNTY, name="本县（尚未初始化）", level=Level.COUNTY)


@transaction.atomic
def create_areas(county: tuple[str, str], parts: Iterable[tuple[str, str]]) -> Area:
    """Create a county with its towns (9 digits) and villages (12 digits), given as (code, name)."""
    code, name = county
    whole, _ = Area.objects.update_or_create(code=code, defaults={"name": name, "level": Level.COUNTY})
    levels = {9: Level.TOWN, 12: Level.VILLAGE}
    areas = [
        Area(code=c, name=n, level=levels[len(c)], parent_id=c[:6] if len(c) == 9 else c[:9])
        for c, n in sorted(parts)
    ]
    Area.objects.bulk_create(areas, ignore_conflicts=True)
    return whole
