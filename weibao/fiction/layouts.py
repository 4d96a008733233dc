"""How each department lays out its sheet: titles, columns with the words its header may use, files and sheets."""

from dataclasses import dataclass

from weibao.fiction.places import COUNTY_NAME


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its English name, its usual header, and what else clerks call it."""

    name: str
    header: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A feed's sheet. `filled` names the columns in which clerks leave out what stands above, widest first."""

    feed: str
    owner: str
    title: str
    columns: tuple[Column, ...]
    filled: tuple[str, ...] = ()

    def names(self) -> list[str]:
        """The English column names in order."""
        return [column.name for column in self.columns]


def _columns(*lines: str) -> tuple[Column, ...]:
    found = []
    for line in lines:
        name, header, *synonyms = line.split()
        found.append(Column(name, header, tuple(synonyms)))
    return tuple(found)


_PERSON = (
    "name 姓名 儿童姓名 未成年人姓名",
    "sex 性别",
    "birth_date 出生日期 出生年月日 生日",
    "id_number 身份证号 身份证号码 公民身份号码",
)

LAYOUTS = {
    layout.feed: layout
    for layout in (
        Layout(
            "education",
            "教育局",
            f"{COUNTY_NAME}中小学（幼儿园）学籍及考勤情况统计表",
            _columns(
                "school_name 学校名称 学校 所在学校",
                "grade 年级 所在年级",
                "class_name 班级 所在班级",
                "name 姓名 学生姓名",
                *_PERSON[1:],
                "guardian_name 监护人姓名 家长姓名",
                "guardian_phone 监护人电话 联系电话 家长电话",
                "home_address 家庭住址 家庭地址 居住地址",
                "enrolment_status 学籍状态 就读状态",
                "truant_periods 本学期旷课节数 旷课节数",
                "days_absent 连续未到校天数 未到校天数",
            ),
            ("school_name", "grade", "class_name"),
        ),
        Layout(
            "civil_affairs",
            "民政局",
            f"{COUNTY_NAME}困境儿童和留守儿童信息台账",
            _columns(
                "town 乡镇 所在乡镇",
                "village 村（社区） 村(社区) 村社区",
                *_PERSON,
                "child_category 儿童类别 儿童类型",
                "guardian_name 监护人姓名 家长姓名",
                "guardian_relation 与儿童关系 与儿童的关系",
                "guardian_phone 监护人电话 联系电话",
                "recognised_on 认定日期 认定时间",
                "last_visited_on 最近走访日期 最近走访时间",
            ),
            ("town", "village"),
        ),
        Layout(
            "police",
            "公安局",
            "涉未成年人警情登记表",
            _columns(
                "incident_number 警情编号 接警编号",
                "received_at 接警时间 接警日期",
                "incident_type 警情类别 警情类型",
                "minor_role 未成年人角色 角色",
                *_PERSON,
                "place 案发地点 发生地点",
                "outcome 处置结果 处理结果",
                "handling_unit 办案单位 处警单位",
            ),
            ("incident_number", "received_at"),
        ),
        Layout(
            "judicial",
            "检察院",
            "涉未成年人案件办理情况表",
            _columns(
                "case_number 案件编号 案号",
                "case_type 案件类别 案件类型 案由",
                "litigation_role 诉讼身份 诉讼地位",
                *_PERSON,
                "accepted_on 受理日期 受理时间",
                "decision 处理决定 处理结果",
                "decided_on 决定日期 决定时间",
                "handling_unit 承办单位 办案单位",
            ),
        ),
        Layout(
            "health",
            "卫健局",
            "强制报告及心理转介情况表",
            _columns(
                "reporting_unit 报告单位 报告机构",
                "reported_on 报告日期 报告时间",
                *_PERSON,
                "report_type 报告类型 报告类别",
                "assessment_level 心理评估等级 评估等级",
                "guardian_phone 监护人电话 联系电话",
            ),
            ("reporting_unit",),
        ),
        Layout(
            "venues",
            "市场监管局",
            "未成年人进入不适宜场所检查发现情况表",
            _columns(
                "inspected_on 检查日期 检查时间",
                "premises_name 场所名称 经营场所",
                "premises_kind 场所类别 场所类型",
                "finding 发现情形 发现问题",
                *_PERSON,
                "inspecting_unit 检查单位 检查部门",
            ),
            ("inspected_on",),
        ),
        Layout(
            "hotline",
            "妇联",
            "未成年人保护热线及走访反映情况登记表",
            _columns(
                "received_on 来件日期 来电日期 受理日期",
                "source 来源 线索来源",
                "report_type 反映类型 反映类别",
                *_PERSON,
                "guardian_name 监护人姓名 家长姓名",
                "guardian_phone 监护人电话 联系电话",
                "home_address 家庭住址 居住地址 家庭地址",
                "handling_status 处理状态 办理状态",
            ),
        ),
    )
}

FORBIDDEN = {
    "民族": ("汉族", "汉族", "汉族", "回族", "裕固族", "藏族"),
    "政治面貌": ("群众", "少先队员", "共青团员"),
    "宗教信仰": ("无", "无", "无", "不详"),
}
"""Columns that must never be taken in, with what such sheets hold."""

UNKNOWN = {"备注": (None, None, None, "已核实", "待核实"), "血型": ("A", "B", "O", "AB", None)}
"""Columns that no feed knows."""
