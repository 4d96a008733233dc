"""The annual report: as JSON for machines; as a Chinese official document in HTML, Word and PDF."""

import io
import json
import re

import docx
import pytest
from click.testing import CliRunner
from django.core.exceptions import PermissionDenied
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tests.documents.pdfs import pages_of, readable_characters
from tests.reporting.conftest import BAIYANG, QINGHE, YEAR
from weibao.audit.models import Entry
from weibao.audit.services import CONSOLE
from weibao.reporting.annual import annual_report
from weibao.reporting.commands import report
from weibao.reporting.engine import Reader
from weibao.reporting.services import Form, make_annual_report

TITLE = f"云岭县{YEAR}年未成年人保护工作统计报告"


@pytest.fixture
def figures_of_a_year(born, make_children):
    make_children(12, town=QINGHE)
    make_children(8, town=BAIYANG)
    make_children(6, town=QINGHE, year=YEAR - 1)


def made(form: Form, actor=CONSOLE, year: int = YEAR) -> bytes:
    return make_annual_report(actor=actor, year=year, form=form)


def run(*arguments: str):
    return CliRunner().invoke(report, ["annual", *arguments])


def grids(document) -> dict[str, tuple]:
    return {block.caption: block.rows for block in document.blocks if block.kind == "grid"}


class TestJson:
    def test_it_is_the_year_and_its_numbers_by_key_and_nothing_else(self, figures_of_a_year):
        assert json.loads(made(Form.JSON)) == {"year": YEAR, "indicators": {"children_born": 20}}

    def test_a_year_without_records_has_zeros_for_the_registers_that_exist(self, figures_of_a_year):
        assert json.loads(made(Form.JSON, year=2003))["indicators"] == {"children_born": 0}

    def test_a_figure_without_a_register_is_absent(self, only_these, county):
        assert json.loads(made(Form.JSON)) == {"year": YEAR, "indicators": {}}


class TestCommand:
    def test_it_prints_one_json_object(self, figures_of_a_year):
        answer = run("--year", str(YEAR), "--format", "json")
        assert answer.exit_code == 0
        assert json.loads(answer.stdout)["indicators"]["children_born"] == 20

    @pytest.mark.parametrize("year", ["3000", "12", "二〇二五"])
    def test_an_impossible_year_is_refused_in_one_line(self, county, year):
        answer = run("--year", year)
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert re.fullmatch(r"已拒绝：没有“.*”年度的统计，.*\n", answer.stderr)

    @pytest.mark.parametrize(("form", "magic"), [("docx", b"PK"), ("pdf", b"%PDF-"), ("html", b"<!doctype")])
    def test_it_writes_files(self, figures_of_a_year, tmp_path, form, magic):
        path = tmp_path / f"报告.{form}"
        answer = run("--year", str(YEAR), "--format", form, "-o", str(path))
        assert (answer.exit_code, answer.stdout) == (0, "")
        assert path.read_bytes().startswith(magic)

    def test_a_pipe_gets_the_bytes(self, figures_of_a_year):
        for more in ((), ("-o", "-")):
            answer = run("--year", str(YEAR), "--format", "pdf", *more)
            assert answer.stdout_bytes.startswith(b"%PDF-")

    def test_a_terminal_gets_a_file_named_by_the_title(self, figures_of_a_year, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("weibao.reporting.commands.at_a_terminal", lambda: True)
        answer = run("--year", str(YEAR), "--format", "docx")
        assert answer.stdout == ""
        assert [path.name for path in tmp_path.iterdir()] == [f"{TITLE}.docx"]

    def test_a_file_that_cannot_be_written_is_refused(self, figures_of_a_year, tmp_path):
        answer = run("--year", str(YEAR), "-o", str(tmp_path / "no" / "such" / "folder"))
        assert answer.exit_code == 2
        assert "不能写入" in answer.stderr


class TestDocument:
    def test_it_names_county_period_and_figures_with_definition_and_last_year(self, figures_of_a_year):
        document = annual_report(YEAR, Reader())
        assert document.title == TITLE
        assert document.subtitle == f"（统计期间：{YEAR}年1月1日至{YEAR}年12月31日）"
        assert grids(document)["表1　社会关爱统计指标"] == (
            ("当年出生的儿童", "名", "20", "6", "+14", "当年出生且已建档的儿童，同一人只计一次。"),
        )

    def test_it_gives_the_figures_by_town(self, figures_of_a_year):
        assert grids(annual_report(YEAR, Reader()))["表2　社会关爱分乡镇统计"] == (
            ("青禾镇", "12"),
            ("白杨镇", "8"),
            ("全县", "20"),
        )

    def test_pillars_without_registers_have_no_section(self, figures_of_a_year):
        headings = [one.text for one in annual_report(YEAR, Reader()).blocks if one.kind == "heading"]
        assert headings == ["一、社会关爱", "二、统计说明"]

    def test_it_ends_with_a_place_for_the_seal_and_the_day(self, figures_of_a_year):
        closing = annual_report(YEAR, Reader()).blocks[-1]
        assert (closing.kind, closing.signer) == ("closing", "填报单位（盖章）")
        assert re.fullmatch(r"\d{4}年\d+月\d+日", closing.day)

    def test_a_leader_takes_it_without_small_counts_and_told_so(
        self, born, make_children, make_user, figures_of_a_year
    ):
        make_children(2, town="620799", month=9)
        document = annual_report(YEAR, Reader.of(make_user("leader")))
        assert grids(document)["表2　社会关爱分乡镇统计"] == (
            ("青禾镇", "＊"),
            ("白杨镇", "8"),
            ("未注明乡镇", "＊"),
            ("全县", "22"),
        )
        assert any("不足 5 人" in one.text for one in document.blocks if one.kind == "paragraph")

    def test_it_is_chinese_whatever_the_reader_reads(self, figures_of_a_year, settings):
        from django.utils import translation

        with translation.override("en"):
            assert annual_report(YEAR, Reader()).title == TITLE


class TestForms:
    def test_word_opens_with_its_figures_on_an_official_page(self, figures_of_a_year):
        word = docx.Document(io.BytesIO(made(Form.DOCX)))
        assert word.paragraphs[0].text == TITLE
        assert [[cell.text for cell in row.cells] for row in word.tables[1].rows][1:] == [
            ["青禾镇", "12"], ["白杨镇", "8"], ["全县", "20"],
        ]  # fmt: skip
        section, normal = word.sections[0], word.styles["Normal"]
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        assert normal.font.size == Pt(16)
        assert normal.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
        assert word.core_properties.author == ""
        widths = sum(cell.width for cell in word.tables[0].rows[0].cells)
        assert abs(widths - Mm(156)) < Mm(1)

    def test_pdf_has_pages_and_its_text_can_be_searched(self, figures_of_a_year):
        content = made(Form.PDF)
        assert pages_of(content) == 2
        for text in (TITLE, "当年出生的儿童", "青禾镇", "填报单位（盖章）"):
            assert set(text) <= readable_characters(content)

    def test_html_is_one_file_that_names_no_other(self, figures_of_a_year):
        page = made(Form.HTML).decode()
        assert f"<h1>{TITLE}</h1>" in page
        assert '<td class="number">20</td>' in page
        assert not re.search(r"(?:src|href)=|url\(|<script", page)


class TestWhoTakesIt:
    def test_each_taking_is_logged_with_year_and_form(self, figures_of_a_year, make_user):
        user = make_user("leader")
        made(Form.HTML, actor=user)
        entry = Entry.objects.get(action="reports.annual")
        assert (entry.actor, entry.detail) == (f"user:{user.pk}", {"year": YEAR, "form": "html"})

    @pytest.mark.parametrize("duty", ["police", "team_member", "auditor", "system_admin", "school_office"])
    def test_duties_without_figures_take_none(self, figures_of_a_year, make_user, duty):
        with pytest.raises(PermissionDenied):
            made(Form.PDF, actor=make_user(duty))
