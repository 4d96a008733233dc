"""What feeds and their columns are called for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

FEEDS = {
    "education": _("教育"),
    "civil_affairs": _("民政"),
    "police": _("公安"),
    "judicial": _("司法"),
    "health": _("卫健"),
    "venues": _("场所检查"),
    "hotline": _("热线与走访反映"),
}
COLUMNS = {
    "school_name": _("学校名称"),
    "grade": _("年级"),
    "class_name": _("班级"),
    "name": _("姓名"),
    "sex": _("性别"),
    "birth_date": _("出生日期"),
    "id_number": _("身份证号"),
    "id_number_raw": _("身份证号（原填写）"),
    "birth_date_written": _("出生日期（原填写）"),
    "sex_written": _("性别（原填写）"),
    "guardian_name": _("监护人姓名"),
    "guardian_phone": _("监护人电话"),
    "guardian_relation": _("与儿童关系"),
    "home_address": _("家庭住址"),
    "enrolment_status": _("学籍状态"),
    "truant_periods": _("本学期旷课节数"),
    "days_absent": _("连续未到校天数"),
    "town": _("乡镇"),
    "village": _("村（社区）"),
    "child_category": _("儿童类别"),
    "recognised_on": _("认定日期"),
    "last_visited_on": _("最近走访日期"),
    "incident_number": _("警情编号"),
    "received_at": _("接警时间"),
    "incident_type": _("警情类别"),
    "minor_role": _("未成年人角色"),
    "place": _("案发地点"),
    "outcome": _("处置结果"),
    "handling_unit": _("办理单位"),
    "case_number": _("案件编号"),
    "case_type": _("案件类别"),
    "litigation_role": _("诉讼身份"),
    "accepted_on": _("受理日期"),
    "decision": _("处理决定"),
    "decided_on": _("决定日期"),
    "reporting_unit": _("报告单位"),
    "reported_on": _("报告日期"),
    "report_type": _("报告类型"),
    "assessment_level": _("心理评估等级"),
    "inspected_on": _("检查日期"),
    "premises_name": _("场所名称"),
    "premises_kind": _("场所类别"),
    "finding": _("发现情形"),
    "inspecting_unit": _("检查单位"),
    "received_on": _("来件日期"),
    "source": _("来源"),
    "handling_status": _("处理状态"),
}


def feed_title(feed: str) -> str:
    """A feed's short name; a county's own feed by its code."""
    return str(FEEDS.get(feed, feed))


def column_label(column: str) -> str:
    return str(COLUMNS.get(column, column))
