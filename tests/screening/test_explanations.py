"""Why: the sentences that a reviewer reads."""

from __future__ import annotations

from datetime import date

from weibao.screening import default_rules, rows_behind
from weibao.screening.explaining import explain

from .county import AS_OF, County


def sentences(county: County, rule: str, as_of: date = AS_OF) -> list[str]:
    signal = county.signal(rule, as_of)
    return explain(signal, rows_behind(signal["evidence"], county.events), default_rules(), as_of)


def test_absence_is_told_with_days_source_law_end_and_what_is_not_known():
    county = County()
    county.add("education", enrolment_status="在读", days_absent=12)
    assert sentences(county, "P1") == [
        "保护线规则 P1“失学或连续未到校”，计 4 分。",
        "连续未到校 12 天（教育局 2025年12月报送）。",
        "依据：《义务教育法》第5条、第13条、第20条、第58条；《未成年人保护法》第28条。",
        "有效至 2025年12月31日，2026年1月1日起自行失效。",
        "尚不清楚：未到校的原因；是否因病请假；是否已转往外地就读。",
    ]


def test_a_child_dropped_out_and_absent_is_told_both():
    county = County()
    county.add("education", enrolment_status="辍学", days_absent=12)
    assert "学籍状态为“辍学”，连续未到校 12 天（教育局 2025年12月报送）。" in sentences(county, "P1")


def test_a_report_that_stands_in_says_that_it_is_later_than_the_day():
    county = County()
    county.add("education", month=date(2026, 3, 1), truant_periods=12)
    assert "本学期旷课 12 节（教育局 2026年3月报送，晚于筛查日）。" in sentences(county, "B1")


def test_incidents_are_told_newest_first_with_the_unit_that_handled_them():
    county = County()
    for day, number, kind in ((date(2025, 3, 1), "甲", "盗窃"), (date(2025, 9, 2), "乙", "寻衅滋事")):
        county.add("police", minor_role="行为人", received_at=day, incident_number=number, incident_type=kind,
                   handling_unit="平原派出所")  # fmt: skip
    told = sentences(county, "B2")
    assert told[0] == "行为线规则 B2“警情中的行为人”，共 2 次（1 次 4 分，2 次及以上 6 分），计 6 分。"
    assert told[1] == "在“寻衅滋事”警情 乙 中登记为行为人（平原派出所 2025年9月2日接警）。"
    assert told[2] == "在“盗窃”警情 甲 中登记为行为人（平原派出所 2025年3月1日接警）。"


def test_what_a_row_does_not_say_is_said_to_be_missing():
    county = County()
    county.add("police", minor_role="被侵害人", received_at=AS_OF)
    assert (
        sentences(county, "P3")[1]
        == "在“（未填）”警情 （未填） 中登记为被侵害人（公安局 2025年12月31日接警）。"
    )


def test_a_late_visit_counts_its_days_and_ends_with_a_visit():
    county = County()
    county.add("civil_affairs", child_category="孤儿", last_visited_on=date(2025, 9, 1))
    told = sentences(county, "P8")
    assert told[1] == "登记为孤儿，最近一次走访是 2025年9月1日，距筛查日 121 天（民政局 2025年12月报送）。"
    assert told[3] == "走访并登记后自行失效。"


def test_a_registration_says_how_it_ends():
    county = County()
    county.add("civil_affairs", child_category="孤儿", recognised_on=date(2024, 5, 6))
    told = sentences(county, "P2")
    assert told[1] == "2024年5月6日认定为孤儿（民政局 2025年12月报送）。"
    assert told[3] == "登记存续期间有效，注销后自行失效（名单连续 3 个月不再列入即视为注销）。"


def test_a_combination_tells_the_rows_of_its_parts():
    county = County()
    county.add("education", truant_periods=12)
    county.add("civil_affairs", child_category="留守儿童", recognised_on=date(2024, 5, 6))
    told = sentences(county, "C1")
    assert told[0] == "保护线规则 C1“困境或留守，同时旷课、失学或未到校”，P2与（B1或P1）同时成立，计 2 分。"
    assert set(told[1:3]) == {
        "本学期旷课 12 节（教育局 2025年12月报送）。",
        "2024年5月6日认定为留守儿童（民政局 2025年12月报送）。",
    }


def test_every_default_rule_can_be_told():
    county = County()
    county.add("education", truant_periods=12, enrolment_status="辍学")
    county.add("civil_affairs", child_category="孤儿", last_visited_on=date(2025, 1, 1))
    for role in ("行为人", "走失人员", "被侵害人"):
        county.add("police", minor_role=role, received_at=AS_OF)
    for role in ("犯罪嫌疑人", "被害人"):
        county.add("judicial", litigation_role=role, accepted_on=AS_OF)
    county.add("health", report_type="心理转介", assessment_level="高", reported_on=AS_OF)
    for finding in ("接纳未成年人", "向未成年人售烟酒", "使用童工"):
        county.add("venues", finding=finding, inspected_on=AS_OF)
    county.add("hotline", report_type="家庭暴力", received_on=AS_OF)
    signals = county.screen().signals.to_pylist()
    assert {signal["rule"] for signal in signals} == {rule.id for rule in default_rules().rules}
    for signal in signals:
        told = explain(signal, rows_behind(signal["evidence"], county.events), default_rules(), AS_OF)
        assert len(told) >= 5 and all(text.endswith("。") for text in told)
        assert not any(mark in "".join(told) for mark in ("None", "{", "}"))
