"""The plain working out of the rules and the engine, written apart, say the same of a busy county."""

import pyarrow as pa
import pytest

from weibao.fiction import County, Rates, make_delivery
from weibao.fiction import oracle as plain
from weibao.fiction.layouts import LAYOUTS
from weibao.screening import default_rules, screen

pytestmark = pytest.mark.pure

PEOPLE = {"name", "sex", "birth_date", "id_number"}


def as_tables(rows, month):
    tables = {}
    for feed, layout in LAYOUTS.items():
        found = [(number, row) for number, row in enumerate(rows, 1) if row.feed == feed]
        columns = {
            "row_id": pa.array([number for number, _row in found], pa.int64()),
            "child_id": pa.array([row.person_id for _number, row in found], pa.int64()),
            "report_month": pa.array([month] * len(found), pa.date32()),
        }
        for name in layout.names():
            if name not in PEOPLE:
                columns[name] = pa.array([row.values[name] for _number, row in found])
        tables[feed] = pa.table(columns)
    return tables


@pytest.mark.parametrize(("seed", "level", "factor"), [(1, 0, 1), (2, 1, 6), (3, 2, 12)])
def test_engine_and_plain_working_agree_on_every_child(seed, level, factor):
    delivery = make_delivery(County(seed, 2500), level, rates=Rates().times(factor))
    rows = delivery.accepted_rows()
    people = delivery.county.children
    children = pa.table(
        {
            "child_id": pa.array([c.person_id for c in people], pa.int64()),
            "birth_date": pa.array([c.birth_date for c in people], pa.date32()),
        }
    )
    month = delivery.as_of.replace(day=1)
    found = screen(as_tables(rows, month), children, default_rules(), as_of=delivery.as_of)
    engine = {
        (c["child_id"], c["track"]): (c["level"], c["points"], frozenset(c["rules"].split(";")))
        for c in found.candidates.to_pylist()
    }
    expected = {
        (f.person_id, f.track): (f.level, f.points, frozenset(f.rules))
        for f in plain.screen(rows, delivery.as_of)
    }
    assert len(expected) > 100
    assert engine == expected
