"""A breakdown as an ECharts option; the table beside it says the same without a script."""

from typing import Any

from weibao.reporting.breakdowns import Breakdown

ACCENT = "#1f5fa8"
MOST = 15
"""Rows that a chart can name; of more, such as all schools, the table alone speaks."""


def bar_chart(breakdown: Breakdown) -> dict[str, Any] | None:
    """Bars in the order of the rows; a number that is not shown has no bar. None where a chart would say nothing."""
    if breakdown.withheld or len(breakdown.rows) > MOST or not any(row.value for row in breakdown.rows):
        return None
    return {
        "color": [ACCENT],
        "grid": {"left": 8, "right": 8, "top": 24, "bottom": 8, "containLabel": True},
        "tooltip": {},
        "xAxis": {
            "type": "category",
            "data": [row.group.label for row in breakdown.rows],
            "axisLabel": {"hideOverlap": True},
        },
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 36,
                "label": {"show": True, "position": "top"},
                "data": [row.value for row in breakdown.rows],
            }
        ],
    }
