"""What is compared, and which pairs: portable SQL without quotes, so that every engine that
Splink drives (DuckDB here, Spark elsewhere) reads the same sentence."""

from __future__ import annotations

from typing import Any

# (output column, description, [(SQL condition, Chinese sentence for the reason), …]) from best to worst.
_NAME_NEAR = (
    "sound_l = sound_r or (surname_l = surname_r and given_2_l is not null and given_2_r is not null and "
    "(given_1_l = given_1_r or given_2_l = given_2_r or (given_1_l = given_2_r and given_2_l = given_1_r))) or "
    "(surname_l = surname_r and given_2_l is null and given_2_r is not null and "
    "(given_1_l = given_1_r or given_1_l = given_2_r)) or "
    "(surname_l = surname_r and given_2_r is null and given_2_l is not null and "
    "(given_1_r = given_1_l or given_1_r = given_2_l))"
)
_PHONE_SAME = (
    "phone_1_l = phone_1_r or phone_1_l = phone_2_r or phone_2_l = phone_1_r or phone_2_l = phone_2_r"
)
BIRTH_NEAR = (
    "(year(birth_l) = year(birth_r) and (month(birth_l) = month(birth_r) or day(birth_l) = day(birth_r))) or "
    "(month(birth_l) = month(birth_r) and day(birth_l) = day(birth_r)) or "
    "(year(birth_l) = year(birth_r) and month(birth_l) = day(birth_r) and day(birth_l) = month(birth_r))"
)


def _comparison(
    column: str, missing: str, levels: list[tuple[str, str]], rare: dict[int, str] | None = None
) -> dict[str, Any]:
    made: list[dict[str, Any]] = [{"sql_condition": missing, "label_for_charts": "缺", "is_null_level": True}]
    for place, (condition, label) in enumerate(levels):
        level: dict[str, Any] = {"sql_condition": condition, "label_for_charts": label}
        if rare and place in rare:
            level |= {"tf_adjustment_column": rare[place], "tf_adjustment_weight": 1.0}
        made.append(level)
    made.append({"sql_condition": "ELSE", "label_for_charts": "不同"})
    return {"output_column_name": column, "comparison_levels": made}


def comparisons() -> list[dict[str, Any]]:
    """The comparisons as a Splink settings dictionary holds them; levels from best to worst."""
    return [
        _comparison(
            "name",
            "name_l is null or name_r is null",
            [("name_l = name_r", "相同"), ("pinyin_l = pinyin_r", "同音"), (_NAME_NEAR, "相近")],
            {0: "name", 1: "pinyin"},
        ),
        _comparison("sex", "sex_l is null or sex_r is null", [("sex_l = sex_r", "相同")]),
        _comparison(
            "birth",
            "birth_l is null or birth_r is null",
            [("birth_l = birth_r", "相同"), (BIRTH_NEAR, "相近")],
        ),
        _comparison("phone", "phone_1_l is null or phone_1_r is null", [(_PHONE_SAME, "相同")]),
        _comparison(
            "guardian",
            "guardian_l is null or guardian_r is null",
            [("guardian_l = guardian_r", "相同"), ("guardian_pinyin_l = guardian_pinyin_r", "同音")],
        ),
        # Each step within the step before, so that a row that gives only its town loses nothing.
        _comparison("town", "town_l is null or town_r is null", [("town_l = town_r", "相同")]),
        _comparison(
            "village",
            "village_l is null or village_r is null or town_l is null or town_r is null or town_l <> town_r",
            [("village_l = village_r", "相同")],
        ),
        _comparison(
            "door",
            "door_l is null or door_r is null or village_l is null or village_r is null or village_l <> village_r",
            [("door_l = door_r", "相同")],
        ),
    ]


COMPARED = [one["output_column_name"] for one in comparisons()]
"""Names of the comparisons; Splink's `gamma_…` columns carry them."""

# Training sessions: what is held equal while the others are learned.
SESSIONS = (
    "l.pinyin = r.pinyin and l.birth = r.birth",
    "l.id_number = r.id_number",
    "l.pinyin = r.pinyin and l.phone_1 = r.phone_1",
)


def settings(children: float) -> dict[str, Any]:
    """Untrained settings for Splink. `children`: how many children the records speak of, roughly."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "seat",
        "probability_two_random_records_match": 1.0 / max(children, 2.0),
        "comparisons": comparisons(),
        "blocking_rules_to_generate_predictions": [{"blocking_rule": rule} for rule in SESSIONS],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": False,
    }
