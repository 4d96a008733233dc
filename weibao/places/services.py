"""Making and naming the areas of a county."""

from collections.abc import Iterable

from django.db import transaction

from weibao.places.models import COUNTY_CODE, UNSET_COUNTY, Area, Level


def ensure_county() -> Area:
    """The county of this data folder; an unnamed one where `weibao init` was not run yet."""
    found = Area.objects.filter(level=Level.COUNTY).first()
    return found or Area.objects.create(code=UNSET_COUNTY, name="本县（尚未初始化）", level=Level.COUNTY)


def county_of(codes: Iterable[str]) -> Area:
    """The county in which the first of these areas lies; that of the data folder where none is known."""
    first = next(iter(codes), "")
    named = Area.objects.filter(code=first[:COUNTY_CODE]).first() if first else None
    return named or ensure_county()


@transaction.atomic
def create_areas(county: tuple[str, str], parts: Iterable[tuple[str, str]]) -> Area:
    """Create a county with its towns (9 digits) and villages (12 digits), given as (code, name).

    A village whose town is not among the parts belongs to the county directly.
    """
    code, name = county
    whole, _ = Area.objects.update_or_create(code=code, defaults={"name": name, "level": Level.COUNTY})
    levels = {9: Level.TOWN, 12: Level.VILLAGE}
    named = dict(parts)
    areas = [
        Area(
            code=c, name=n, level=levels[len(c)], parent_id=c[:9] if len(c) == 12 and c[:9] in named else code
        )
        for c, n in sorted(named.items())
    ]
    Area.objects.bulk_create(areas, ignore_conflicts=True)
    return whole


@transaction.atomic
def name_county(code: str, name: str, parts: Iterable[tuple[str, str]]) -> Area:
    """Give a data folder that nobody has initialised yet its county, in place of the unnamed one."""
    whole = create_areas((code, name), parts)
    Area.objects.filter(code=UNSET_COUNTY).delete()
    return whole
