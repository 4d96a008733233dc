"""A document as PDF, by typst. Needs no network and no typefaces of the system."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from weibao.documents.blocks import Document
from weibao.documents.layout import OFFICIAL, Layout, for_pdf

TEMPLATE = Path(__file__).with_name("official.typ")
SHIPPED_FONTS = pylopdf_fonts_zh_cn.serif_path().parent


def as_pdf(document: Document, layout: Layout = OFFICIAL) -> bytes:
    """The document as the bytes of a PDF, tagged for screen readers."""
    blocks = [asdict(block) | {"kind": block.kind} for block in document.blocks]
    said = {"title": document.title, "subtitle": document.subtitle, "blocks": blocks}
    return typst.compile(
        TEMPLATE,
        format="pdf",
        font_paths=[SHIPPED_FONTS],
        # Data, never markup: what records say can't become part of the template.
        sys_inputs={"document": json.dumps(said, default=sorted), "layout": json.dumps(for_pdf(layout))},
    )
