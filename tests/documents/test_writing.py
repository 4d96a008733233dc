"""One document, written as Word and as PDF, on the page that GB/T 9704 asks for."""

import io

import docx
import pytest
from docx.oxml.ns import qn

from tests.documents.pdfs import pages_of, readable_characters
from weibao.documents import Closing, Document, Grid, Heading, Paragraph, as_pdf, as_word

pytestmark = pytest.mark.pure

ROWS = tuple((f"第{n}项", str(n)) for n in range(120))
LETTER = Document(
    title="关于做好暑期未成年人保护工作的提示函",
    blocks=(
        Heading("一、工作要求"),
        Heading("（一）摸清底数", level=2),
        Paragraph("请各单位于七月十日前完成。"),
        Grid("表1　分工", ("事项", "数量"), ROWS, widths=(3, 1), numeric=frozenset({1})),
        Closing("云岭县民政局", "2026年6月30日", seal="（盖章）"),
    ),
)


def word_of(document: Document):
    return docx.Document(io.BytesIO(as_word(document)))


def test_word_and_pdf_say_the_same():
    word = word_of(LETTER)
    said = [line.text for line in word.paragraphs if line.text]
    assert said == [
        LETTER.title, "一、工作要求", "（一）摸清底数", "请各单位于七月十日前完成。", "表1　分工",
        "云岭县民政局", "（盖章）", "2026年6月30日",
    ]  # fmt: skip
    assert [tuple(cell.text for cell in row.cells) for row in word.tables[0].rows][1:] == list(ROWS)
    assert set("".join(said)) - {"　"} <= readable_characters(as_pdf(LETTER))


def test_a_long_table_runs_over_pages_with_its_header_on_each():
    assert pages_of(as_pdf(LETTER)) > 3
    header, first = word_of(LETTER).tables[0].rows[:2]
    assert header._tr.trPr.find(qn("w:tblHeader")) is not None
    assert first._tr.trPr.find(qn("w:tblHeader")) is None


def test_word_keeps_the_typefaces_and_the_pitch_of_the_standard():
    styles = word_of(LETTER).styles
    faces = {
        name: styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Title", "Normal", "Heading 1", "Heading 2")
    }
    assert faces == {"Title": "方正小标宋简体", "Normal": "仿宋", "Heading 1": "黑体", "Heading 2": "楷体"}
    assert styles["Normal"].paragraph_format.line_spacing.pt == pytest.approx(28.9, abs=0.1)
    assert styles["Normal"].paragraph_format.first_line_indent.pt == 32


def test_pages_are_numbered_outside_right_and_left():
    word = word_of(LETTER)
    assert word.settings.odd_and_even_pages_header_footer
    for footer in (word.sections[0].footer, word.sections[0].even_page_footer):
        assert footer.paragraphs[0].text == "—  —"
        assert "PAGE" in footer._element.xml


def test_text_is_text_and_never_markup_of_the_pdf():
    marked = Document('#panic("x") $年$ *x* @y', (Paragraph("#include <z> \\ [年] // 月"),))
    assert set('#$*@"[]<>\\/') <= readable_characters(as_pdf(marked))


def test_a_document_of_nothing_but_a_title_can_be_written():
    bare = Document("标题", ())
    assert word_of(bare).paragraphs[0].text == "标题"
    assert pages_of(as_pdf(bare)) == 1
