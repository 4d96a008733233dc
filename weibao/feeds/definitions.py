"""Feed definitions: what each department sends, as data (one YAML file a feed), read strictly.

    definitions()["education"].column("guardian_phone").label   →  "监护人电话"

Shipped definitions lie in `weibao/feeds/definitions`; a county adds its own as files of the same form in the folder
`feeds` of its data folder, without code and without a restart. A file that is wrong or that names a forbidden column
(`forbidden.py`) is refused with a sentence that says why; the other feeds go on working.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from weibao.feeds.errors import DefinitionRefused
from weibao.feeds.headers import header_key

logger = logging.getLogger(__name__)

CHILD, REPORT_MONTH = "child", "report_month"
"""Parts of a natural key that are no columns: who the row speaks of, and the month that the file speaks for."""


@dataclass(frozen=True)
class ColumnDefinition:
    """A column of a feed: what its header may be called, what its cells may hold, what it is for."""

    name: str
    label: str
    kind: str
    purpose: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    """The header must be there, and no row is accepted without it."""
    filled_down: bool = False
    """Clerks write it once and leave it blank below (without merging cells): a blank means: as above."""
    values: tuple[str, ...] = ()
    """The code list in its usual words."""
    spellings: Mapping[str, str] = field(default_factory=dict)
    """Other words for a code → the code."""
    open: bool = False
    """Whether words beside the code list are taken as they are."""


@dataclass(frozen=True, eq=False)
class FeedDefinition:
    """One kind of data that departments send."""

    name: str
    title: str
    short_title: str
    owner: str
    purpose: str
    legal_articles: tuple[str, ...]
    retention_months: int
    cadence: str
    """`monthly`: each file states how things stand in its month; `event`: each row is something that happened."""
    natural_key: tuple[str, ...]
    child_without_number: tuple[str, ...]
    """What tells children apart where a row has no usable ID number."""
    columns: tuple[ColumnDefinition, ...]
    authorities: frozenset[str] = frozenset()
    """The statutory authorities (`Unit.authority`) that send it."""
    unit_kinds: frozenset[str] = frozenset()
    """The kinds of units (`UnitKind`) that send it beside them."""
    order: int = 100
    """Its place in lists."""

    @cached_property
    def by_name(self) -> Mapping[str, ColumnDefinition]:
        return {column.name: column for column in self.columns}

    @cached_property
    def header_words(self) -> Mapping[str, str]:
        """Every header that is understood, folded → column name."""
        return {
            header_key(words): column.name
            for column in self.columns
            for words in (*column.synonyms, column.label)
        }

    def column(self, name: str) -> ColumnDefinition:
        return self.by_name[name]

    @property
    def required(self) -> list[ColumnDefinition]:
        return [column for column in self.columns if column.required]

    @property
    def is_monthly(self) -> bool:
        return self.cadence == "monthly"

    @property
    def legal_basis(self) -> str:
        return "、".join(self.legal_articles)

    @property
    def retention(self) -> str:
        return _("自数据月份起保存 %(n)s 个月") % {"n": self.retention_months}

    def is_sent_by(self, *, authority: str, kind: str) -> bool:
        """Whether a unit of that authority or kind sends this feed."""
        return (bool(authority) and authority in self.authorities) or kind in self.unit_kinds


def definitions() -> Mapping[str, FeedDefinition]:
    """All usable definitions by name: shipped ones first, then the county's own."""
    return _read_folders(_files())[0]


def refused_definitions() -> Mapping[Path, str]:
    """The county's files that are not used, each with the sentence that says why."""
    return _read_folders(_files())[1]


def find_definition(name: str) -> FeedDefinition:
    """The definition of a feed.

    Raises:
        DefinitionRefused: there is none, or its file was refused; the sentence says which.
    """
    known, refused = _read_folders(_files())
    if name in known:
        return known[name]
    for path, why in refused.items():
        if path.stem == name:
            raise DefinitionRefused(why)
    raise DefinitionRefused(
        _("没有名为“%(name)s”的数据类别。现有：%(known)s。") % {"name": name, "known": "、".join(known)}
    )


def columns_known() -> Iterable[ColumnDefinition]:
    """Every column of every feed, feed by feed."""
    for feed in definitions().values():
        yield from feed.columns


def _files() -> tuple[tuple[Path, int, int], ...]:
    """Each definition file with what tells that it changed; a cheap look, so that no restart is needed."""
    found = []
    for folder in settings.FEED_FOLDERS:
        for path in sorted(Path(folder).glob("*.y*ml")):
            state = path.stat()
            found.append((path, state.st_mtime_ns, state.st_size))
    return tuple(found)


@lru_cache(maxsize=4)
def _read_folders(
    files: tuple[tuple[Path, int, int], ...],
) -> tuple[Mapping[str, FeedDefinition], Mapping[Path, str]]:
    from weibao.feeds.defining import read_definition

    shipped = Path(settings.FEED_FOLDERS[0])
    known: dict[str, FeedDefinition] = {}
    refused: dict[Path, str] = {}
    for path, _changed, _size in files:
        try:
            made = read_definition(path)
            if made.name in known:
                raise DefinitionRefused(
                    _("定义文件 %(file)s：已有名为“%(name)s”的数据类别，请换一个 name。")
                    % {"file": path.name, "name": made.name}
                )
        except DefinitionRefused as why:
            if path.parent == shipped:
                raise
            logger.error("%s", why)
            refused[path] = str(why)
            continue
        known[made.name] = made
    return dict(sorted(known.items(), key=lambda one: (one[1].order, one[0]))), refused
