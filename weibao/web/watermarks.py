"""Who took a workbook and when, drawn behind its cells: a photograph of the screen tells it too."""

from __future__ import annotations

import io
from functools import lru_cache

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

SIZE = (520, 300)
SLANT = 20
"""Degrees."""
INK = (90, 90, 90, 60)
LETTERS = (22, 18, 15, 12)
"""Sizes, the first by which the longest line fits."""
WIDEST = 430


@lru_cache(maxsize=32)
def watermark(text: str) -> bytes:
    """A PNG tile with the text across, faint enough to read what stands on it."""
    tile = Image.new("RGBA", SIZE, (255, 255, 255, 0))
    drawing, middle = ImageDraw.Draw(tile), (SIZE[0] / 2, SIZE[1] / 2)
    for size in LETTERS:
        font = ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size)
        left, _top, right, _bottom = drawing.multiline_textbbox(middle, text, font=font, anchor="mm")
        if right - left < WIDEST:
            break
    drawing.multiline_text(middle, text, fill=INK, font=font, anchor="mm", align="center")
    buffer = io.BytesIO()
    tile.rotate(SLANT, expand=False).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
