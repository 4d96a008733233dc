"""A document as Word (docx), by python-docx, with the styles that an office goes on editing with."""

from __future__ import annotations

import io

import docx
from docx.document import Document as Word
from docx.enum.section import WD_SECTION_START
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from weibao.documents.blocks import Block, Closing, Document, Grid, Heading, Paragraph
from weibao.documents.layout import BODY, FOLIO, HEADINGS, OFFICIAL, PAGE_MM, TITLE, Layout, Typeface

CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
CAPTION = "Caption"


def as_word(document: Document, layout: Layout = OFFICIAL) -> bytes:
    """The document as the bytes of a .docx."""
    word = docx.Document()
    word.core_properties.title = document.title
    word.core_properties.author = word.core_properties.comments = ""  # the library's own, else
    lay_page(word, layout)
    lay_styles(word, layout)
    word.add_paragraph(document.title, style="Title")
    if document.subtitle:
        word.add_paragraph(document.subtitle, style="Subtitle")
    for block in document.blocks:
        add(word, block, layout)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def lay_page(word: Word, layout: Layout) -> None:
    """A4, the margins, and the folio: odd pages at the right, even ones at the left."""
    section = word.sections[0]
    section.start_type = WD_SECTION_START.NEW_PAGE
    section.page_width, section.page_height = (Mm(side) for side in PAGE_MM)
    section.top_margin, section.bottom_margin = Mm(layout.top), Mm(layout.bottom)
    section.left_margin, section.right_margin = Mm(layout.inside), Mm(layout.outside)
    section.footer_distance = Mm(layout.bottom - 12)
    settings = word.settings
    settings.odd_and_even_pages_header_footer = True
    settings.element.find(qn("w:zoom")).addnext(OxmlElement("w:mirrorMargins"))  # its place in the schema
    for footer, side in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        line = footer.paragraphs[0]
        line.alignment = side
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(layout.folio)
        for run in (line.add_run("— "), page_number(line), line.add_run(" —")):
            set_face(run, FOLIO)
            run.font.size = Pt(layout.folio)


def page_number(line: WordParagraph) -> Run:
    """A run that Word fills with the number of the page."""
    run = line.add_run()
    for kind in ("begin", None, "end"):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = "PAGE"
        run._r.append(part)
    return run


def lay_styles(word: Word, layout: Layout) -> None:
    normal = word.styles["Normal"]
    lay_style(normal, BODY, layout.body, layout.pitch)
    normal.paragraph_format.first_line_indent = Pt(layout.body * 2)
    normal.element.get_or_add_rPr().append(language())
    for level, face in enumerate(HEADINGS, start=1):
        lay_style(word.styles[f"Heading {level}"], face, layout.body, layout.pitch)
    for name, face, size in (("Title", TITLE, layout.title), ("Subtitle", HEADINGS[-1], layout.body)):
        style = word.styles[name]
        lay_style(style, face, size, size * 1.5)
        style.paragraph_format.alignment = CENTRE
        style.paragraph_format.first_line_indent = Pt(0)
        for border in style.element.findall(f".//{qn('w:pBdr')}"):
            border.getparent().remove(border)
    caption = word.styles[CAPTION]
    lay_style(caption, HEADINGS[0], layout.grid, layout.grid * 1.6)
    caption.paragraph_format.alignment = CENTRE
    caption.paragraph_format.first_line_indent = Pt(0)
    caption.paragraph_format.keep_with_next = True


def lay_style(style: ParagraphStyle, face: Typeface, size: float, pitch: float) -> None:
    """The face in one size, black, upright, on a fixed pitch without space around."""
    set_face(style, face)
    font, shape = style.font, style.paragraph_format
    font.size, font.bold, font.italic, font.color.rgb = Pt(size), False, False, RGBColor(0, 0, 0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    shape.space_before = shape.space_after = Pt(0)


def set_face(of: ParagraphStyle | Run, face: Typeface) -> None:
    """Word keeps one name for Latin letters and one for Chinese characters, and its themes overrule both."""
    of.font.name = face.word
    fonts = of.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), face.word)


def language() -> BaseOxmlElement:
    tag = OxmlElement("w:lang")
    tag.set(qn("w:val"), "en-US")
    tag.set(qn("w:eastAsia"), "zh-CN")
    return tag


def add(word: Word, block: Block, layout: Layout) -> None:
    match block:
        case Heading():
            word.add_heading(block.text, level=block.level)
        case Paragraph():
            word.add_paragraph(block.text)
        case Grid():
            add_grid(word, block, layout)
        case Closing():
            add_closing(word, block, layout)


def add_grid(word: Word, grid: Grid, layout: Layout) -> None:
    word.add_paragraph(grid.caption, style=CAPTION)
    table = word.add_table(rows=1 + len(grid.rows), cols=len(grid.header), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    header = table.rows[0]._tr.get_or_add_trPr()
    header.append(OxmlElement("w:tblHeader"))
    widths = [Mm(layout.width * width / sum(grid.widths)) for width in grid.widths]
    # Row by row: asking the table for each cell anew makes a long table slow.
    for number, (row, texts) in enumerate(zip(table.rows, (grid.header, *grid.rows), strict=True)):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = widths[column]
            side = CENTRE if number == 0 else RIGHT if column in grid.numeric else LEFT
            fill(cell, text, side, layout.grid)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    word.add_paragraph()


def fill(cell: _Cell, text: str, side: WD_ALIGN_PARAGRAPH, size: float) -> None:
    line = cell.paragraphs[0]
    line.add_run(text).font.size = Pt(size)
    shape = line.paragraph_format
    shape.alignment, shape.first_line_indent = side, Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(size * 1.6)


def add_closing(word: Word, closing: Closing, layout: Layout) -> None:
    """Signer, place for the seal and day, centred on one another four characters from the right."""
    lines = [line for line in (closing.signer, closing.seal, closing.day) if line]
    widest = max(len(line) for line in lines) * layout.body
    for _ in range(2):
        word.add_paragraph().paragraph_format.keep_with_next = True
    for line in lines:
        shape = word.add_paragraph(line).paragraph_format
        shape.alignment, shape.first_line_indent = CENTRE, Pt(0)
        shape.right_indent = Pt(layout.body * 4)
        shape.left_indent = max(0, Mm(layout.width) - Pt(layout.body * 4 + widest))
        shape.keep_with_next = line is not lines[-1]
