"""What stands masked where rows are listed: names, numbers, telephones, addresses, and whatever no feed knows."""

from __future__ import annotations

from collections.abc import Callable

from weibao.feeds.definitions import ColumnDefinition, definitions
from weibao.feeds.models import FeedRow
from weibao.web.templatetags.weibao import masked_id, masked_name, masked_phone

ADDRESSES = frozenset({"home_address", "place"})
Mask = Callable[[str], str]


def hidden(value: str) -> str:
    """Nothing but that something is there."""
    return "*" * min(len(value), 6)


def masked_address(address: str) -> str:
    """The beginning of an address, county and town mostly."""
    return f"{address[:6]}****" if len(address) > 6 else hidden(address)


BY_KIND: dict[str, Mask] = {
    "name": masked_name,
    "person": masked_name,
    "id_number": masked_id,
    "phone": masked_phone,
}


def masked(column: ColumnDefinition, value: object) -> str:
    """A value of a column as lists show it."""
    mask = masked_address if column.name in ADDRESSES else BY_KIND.get(column.kind, str)
    return mask(str(value))


class ShownRows:
    """Rows of one feed as lists show them: (label, masked value), their values where they were accepted, else their
    cells as they stood. What the feed's definition does not name (any more) stays hidden."""

    def __init__(self, feed: str) -> None:
        known = definitions().get(feed)
        columns = known.columns if known else ()
        self.by_name = {column.name: column for column in columns}
        self.by_label = {column.label: column for column in columns}

    def told(self, row: FeedRow) -> list[tuple[str, str]]:
        if row.values:
            said = ((self.by_name.get(name), value) for name, value in row.values.items())
            return [(column.label, masked(column, value)) for column, value in said if column]
        return [(label, self.cell(label, str(value))) for label, value in row.cells.items()]

    def cell(self, label: str, value: str) -> str:
        column = self.by_label.get(label)
        return masked(column, value) if column else hidden(value)
