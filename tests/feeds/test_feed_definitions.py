"""Definitions are read strictly; what may never be taken in is refused by what it means."""

import pytest
import yaml

from tests.feeds.making import pupil, text_file
from weibao.audit.services import CONSOLE
from weibao.feeds.defining import read_definition
from weibao.feeds.definitions import definitions, find_definition, refused_definitions
from weibao.feeds.errors import DefinitionRefused, FileRefused
from weibao.feeds.forbidden import forbidden_kind
from weibao.feeds.headers import header_key
from weibao.feeds.models import FeedRow
from weibao.feeds.services import import_file
from weibao.fiction.layouts import FORBIDDEN, LAYOUTS
from weibao.screening import default_inputs

EIGHTH = {
    "name": "idle_youth",
    "title": "闲散青少年登记",
    "short_title": "人社",
    "owner": "人社局",
    "senders": {"authorities": ["labour"]},
    "purpose": "帮助失学失业的青少年。",
    "legal_basis": [{"law": "未成年人保护法", "article": "第83条"}],
    "retention_months": 24,
    "cadence": "monthly",
    "natural_key": ["child", "report_month"],
    "child_without_number": ["name", "birth_date"],
    "columns": [
        {"name": "name", "label": "姓名", "kind": "name", "required": True, "purpose": "认出是谁。"},
        {"name": "birth_date", "label": "出生日期", "kind": "date", "purpose": "认出是谁。"},
        {"name": "wish", "label": "就业意向", "kind": "code", "purpose": "介绍工作。", "values": {"培训": ["学技术"], "就业": []}},
    ],
}  # fmt: skip


def changed(**change):
    return {**EIGHTH, **change}


def with_column(**column):
    return changed(columns=[*EIGHTH["columns"], {"kind": "text", "purpose": "说明。", **column}])


@pytest.fixture
def folder(settings, tmp_path):
    """A county's own folder of definitions."""
    settings.FEED_FOLDERS = [settings.FEED_FOLDERS[0], tmp_path / "feeds"]
    (tmp_path / "feeds").mkdir()
    return tmp_path / "feeds"


@pytest.fixture
def read(tmp_path):
    def reading(written):
        path = tmp_path / "自定义.yaml"
        path.write_text(
            written if isinstance(written, str) else yaml.safe_dump(written, allow_unicode=True),
            encoding="utf-8",
        )
        return read_definition(path)

    return reading


@pytest.mark.pure
class TestShipped:
    def test_there_are_seven_in_the_order_of_the_specification(self):
        assert list(definitions()) == [
            "education",
            "civil_affairs",
            "police",
            "judicial",
            "health",
            "venues",
            "hotline",
        ]

    def test_each_knows_the_headers_that_departments_use(self):
        for feed, layout in LAYOUTS.items():
            assert [column.name for column in definitions()[feed].columns] == layout.names()
            for column in layout.columns:
                for words in (column.header, *column.synonyms):
                    assert definitions()[feed].header_words[header_key(words)] == column.name, (feed, words)

    def test_screening_finds_its_columns_and_code_lists_in_them(self):
        for feed, inputs in default_inputs().items():
            for name, column in inputs.columns.items():
                ours = definitions()[feed].column(name)
                assert ours.label == column.label
                assert not column.values or set(column.values) == set(ours.values)

    def test_each_says_why_and_by_which_article(self):
        for feed in definitions().values():
            assert feed.purpose and feed.retention and feed.legal_basis.startswith("《")
            assert all(column.purpose for column in feed.columns)


@pytest.mark.pure
class TestStrictness:
    @pytest.mark.parametrize(
        ("written", "why"),
        [
            ("name: [", "读不出来"),
            ("name: a\nname: b\n", "twice"),
            ([], "应是“键: 值”的形式"),
            (changed(colour="red"), "不认识的键：colour"),
            ({k: v for k, v in EIGHTH.items() if k != "purpose"}, "缺少：purpose"),
            (changed(purpose=""), "purpose 写得不对"),
            (changed(retention_months="24"), "retention_months 写得不对"),
            (changed(retention_months=1_000), "应在 1 到 240 之间"),
            (changed(cadence="daily"), "cadence 只能是"),
            (changed(name="闲散青少年"), "只能用小写英文字母"),
            (changed(natural_key=["report_month"]), "必须包含 child"),
            (changed(natural_key=["child", "town"]), "没有的列：town"),
            (changed(child_without_number=["village"]), "没有的列：village"),
            (changed(legal_basis=[{"law": "未成年人保护法", "article": "第999条"}]), "不在法条清单"),
            (changed(senders={"kinds": ["company"]}), "kinds 只能是"),
            (changed(columns=EIGHTH["columns"][1:]), "缺少 name（姓名）列"),
            (with_column(name="name", label="别名"), "同一个 name"),
            (with_column(name="alias", label="姓 名*"), "同时属于"),
            (with_column(name="age", label="年龄", kind="float"), "kind 只能是"),
            (with_column(name="age", label="年龄", values={"大": []}), "kind 为 code 的列要有 values"),
            (with_column(name="size", label="大小", kind="code", values={"大": ["1"], "小": ["1"]}), "有两个意思"),
            (with_column(name="size", label="大小", kind="code", values={"大": [1]}), "数字要加引号"),
            (with_column(name="id_number_raw", label="号码"), "由系统使用"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_refused_with_the_file_and_the_reason(self, read, written, why):
        with pytest.raises(DefinitionRefused) as refused:
            read(written)
        assert str(refused.value).startswith("定义文件 自定义.yaml")
        assert why in str(refused.value)

    @pytest.mark.parametrize(
        "label",
        ["民族", "民 族", "族别", "学生民族成份", "宗教信仰", "是否信教", "政治面貌", "入团时间", "指纹编号", "人脸照片", "血型", "通话记录", "微信号",
         "行踪轨迹", "手机定位", "常去地点经纬度", "上网记录", "游戏账号", "病历摘要", "诊断结果", "用药情况", "残疾类别", "是否怀孕", "ＤＮＡ样本"],
    )  # fmt: skip
    def test_a_forbidden_column_is_refused_by_its_meaning(self, read, label):
        with pytest.raises(DefinitionRefused, match="依法不得收集"):
            read(with_column(name="extra", label=label))

    @pytest.mark.parametrize("label", ["备注", "附注"])
    def test_it_is_found_behind_a_harmless_label_too(self, read, label):
        for hidden in (
            {"synonyms": ["民族"]}, {"name": "ethnicity"}, {"name": "religion"}, {"name": "gps_trace"}, {"name": "medical_record"},
            {"kind": "code", "values": {"汉族": [], "回族": []}}, {"kind": "code", "values": {"其他": ["共青团员"]}},
        ):  # fmt: skip
            with pytest.raises(DefinitionRefused, match="依法不得收集"):
                read(with_column(**{"name": "extra", "label": label, **hidden}))

    def test_nothing_that_the_feeds_need_is_taken_for_forbidden(self):
        for feed in definitions().values():
            for column in feed.columns:
                for words in (column.name, column.label, *column.synonyms):
                    assert not forbidden_kind(words), words

    def test_what_such_sheets_hold_is_known_as_forbidden(self):
        assert all(forbidden_kind(header) for header in FORBIDDEN)


class TestACountysOwnFeed:
    def test_a_file_in_the_data_folder_is_enough(self, county, folder, tmp_path):
        (folder / "idle_youth.yaml").write_text(yaml.safe_dump(EIGHTH, allow_unicode=True), encoding="utf-8")
        path = text_file(
            tmp_path / "a.csv", ("姓名", "出生日期", "就业意向"), ("曾子涵", "2009-03-05", "学技术")
        )
        receipt = import_file(actor=CONSOLE, feed="idle_youth", path=path)
        assert receipt.accepted == 1
        assert FeedRow.objects.get(state="current").values["wish"] == "培训"
        assert list(definitions())[-1] == "idle_youth"

    def test_a_refused_file_leaves_the_other_feeds_alone(self, county, folder, tmp_path):
        written = with_column(name="extra", label="民族")
        (folder / "idle_youth.yaml").write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")
        assert len(definitions()) == 7
        assert "依法不得收集" in "".join(refused_definitions().values())
        with pytest.raises(FileRefused, match="“民族”属于民族，依法不得收集"):
            import_file(actor=CONSOLE, feed="idle_youth", path=text_file(tmp_path / "a.csv", pupil()))

    def test_a_shipped_feed_is_not_displaced(self, folder):
        (folder / "mine.yaml").write_text(
            yaml.safe_dump(changed(name="police"), allow_unicode=True), encoding="utf-8"
        )
        assert find_definition("police").title == "涉未成年人警情"
        assert "请换一个 name" in "".join(refused_definitions().values())
