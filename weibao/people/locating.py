"""Which of the county's areas and schools a name means."""

from __future__ import annotations

import re
from functools import lru_cache

from weibao.access.models import Unit, UnitKind
from weibao.places.models import Area, Level
from weibao.places.services import ensure_county

_TOWN = re.compile(r"^(?:.{2,9}?(?:县|市|旗|(?<!社)区))?(?P<town>.{1,6}?(?:镇|乡|街道|办事处|苏木))")
_VILLAGE = re.compile(r"^(?P<village>.{1,10}?(?:社区|村|居委会|嘎查))")
_ENDINGS = ("村民委员会", "社区居民委员会", "居民委员会", "村委会", "居委会", "街道办事处", "人民政府")
_KINDS = ("社区", "村", "镇", "乡", "街道")


@lru_cache(maxsize=50_000)
def parts_of_address(address: str) -> tuple[str, str]:
    """Town and village as a written address names them: 某县某镇某村1社5号 → (某镇, 某村); "" where it names none."""
    town = _TOWN.match(address)
    if not town:
        return "", ""
    village = _VILLAGE.match(address[town.end() :])
    return town["town"], village["village"] if village else ""


@lru_cache(maxsize=50_000)
def bare(name: str) -> str:
    """A place's name without what offices leave out: 沙泉镇人民政府, 沙泉镇, 沙泉 → 沙泉."""
    for endings in (_ENDINGS, _KINDS):
        for ending in endings:
            if name.endswith(ending) and len(name) > len(ending) + 1:
                name = name.removesuffix(ending)
                break
    return name


class Gazetteer:
    """The areas and schools of the county by name, read once (two queries)."""

    def __init__(self) -> None:
        self.county = ensure_county()
        self.towns: dict[str, Area] = {}
        self.villages: dict[tuple[str | None, str], Area] = {}
        self.unique: dict[str, Area | None] = {}
        for area in Area.objects.exclude(level=Level.COUNTY):
            if area.level == Level.TOWN:
                self.towns[bare(area.name)] = area
            else:
                # A village and a community may share a name: the full name goes before the bare one.
                self.villages[area.parent_id, area.name] = area
                self.villages.setdefault((area.parent_id, bare(area.name)), area)
                for key in {area.name, bare(area.name)}:
                    self.unique[key] = None if key in self.unique else area
        schools = Unit.objects.filter(kind=UnitKind.SCHOOL)
        self.schools: dict[str, Unit] = {}
        for school in schools:
            self.schools.setdefault(school.name, school)
            if school.short_name:
                self.schools.setdefault(school.short_name, school)
        self._seen_schools: dict[str, Unit | None] = {}

    def area(self, town: str, village: str) -> Area:
        """The narrowest area that the names mean; the county where they mean none of its areas.

        A village without its town counts only where one village of the county bears the name.
        """
        whole = self.towns.get(bare(town)) if town else None
        if whole is None:
            alone = self.unique.get(village) or self.unique.get(bare(village))
            return (None if town else alone) or self.county
        inside = self.villages.get((whole.code, village)) or self.villages.get((whole.code, bare(village)))
        return inside or whole

    def school(self, name: str) -> Unit | None:
        """The school of that name; the county's own name before it may be left out (云岭县青禾中学, 青禾中学)."""
        if name not in self._seen_schools:
            found = self.schools.get(name)
            if found is None and len(name) >= 4:
                ends = {u.pk: u for n, u in self.schools.items() if n.endswith(name) or name.endswith(n)}
                found = next(iter(ends.values())) if len(ends) == 1 else None
            self._seen_schools[name] = found
        return self._seen_schools[name]
