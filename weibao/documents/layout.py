"""Measures and typefaces of GB/T 9704-2012, for both writers."""

from __future__ import annotations

from dataclasses import asdict, dataclass

PAGE_MM = (210, 297)


@dataclass(frozen=True)
class Typeface:
    """A typeface by its role: the name that Word is given, and those that a PDF takes the first present of."""

    word: str
    pdf: tuple[str, ...]


# Offices have the typefaces that the standard names; servers mostly have none of them, so the PDF falls back
# to the Noto faces that are installed with the project.
SERIF, SANS = ("Noto Serif SC", "Noto Serif CJK SC"), ("Noto Sans SC", "Noto Sans CJK SC")
TITLE = Typeface("方正小标宋简体", ("FZXiaoBiaoSong-B05S", *SERIF))
BODY = Typeface("仿宋", ("FangSong_GB2312", "FangSong", *SERIF))
HEADINGS = (
    Typeface("黑体", ("SimHei", *SANS)),
    Typeface("楷体", ("KaiTi_GB2312", "KaiTi", *SERIF)),
)
FOLIO = Typeface("宋体", ("SimSun", *SERIF))


@dataclass(frozen=True)
class Layout:
    """Margins in mm, sizes and line pitch in pt. The type area of 156 × 225 mm holds 22 lines of 28 characters."""

    top: float = 37
    bottom: float = 35
    inside: float = 28
    outside: float = 26
    pitch: float = 28.9
    title: float = 22  # 2号
    body: float = 16  # 3号
    folio: float = 14  # 4号
    grid: float = 10.5  # 5号: the standard leaves tables to the writer

    @property
    def width(self) -> float:
        """Of the type area, in mm."""
        return PAGE_MM[0] - self.inside - self.outside


OFFICIAL = Layout()


def for_pdf(layout: Layout) -> dict[str, object]:
    """The layout as the typst template reads it."""
    fonts = {"title": TITLE.pdf, "body": BODY.pdf, "folio": FOLIO.pdf, "headings": [f.pdf for f in HEADINGS]}
    return asdict(layout) | {"fonts": fonts}
