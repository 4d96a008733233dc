"""Cells merged in an open document (.ods), which the reader of workbooks does not tell."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from weibao.feeds.reading.refusal import Refusal

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
Range = tuple[tuple[int, int], tuple[int, int]]


def merged_in_open_document(path: Path) -> dict[str, list[Range]]:
    """Sheet → ranges as ((first row, first column), (last row, last column)), from 0.

    Raises:
        Refusal: the document is broken.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
            return _ranges(content)
    except (ParseError, DefusedXmlException, KeyError, ValueError, zipfile.BadZipFile):
        raise Refusal("broken") from None


def _ranges(content: IO[bytes]) -> dict[str, list[Range]]:
    found: dict[str, list[Range]] = defaultdict(list)
    sheet, row, column = "", 0, 0
    for event, element in iterparse(content, ("start", "end"), forbid_dtd=True):
        if event == "start":
            if element.tag == f"{_TABLE}table":
                sheet, row = _of(element, "name", ""), 0
            elif element.tag == f"{_TABLE}table-row":
                column = 0
            elif element.tag in _CELLS:
                down = int(_of(element, "number-rows-spanned", "1"))
                across = int(_of(element, "number-columns-spanned", "1"))
                if down > 1 or across > 1:
                    found[sheet].append(((row, column), (row + down - 1, column + across - 1)))
                column += int(_of(element, "number-columns-repeated", "1"))
        elif element.tag == f"{_TABLE}table-row":
            row += int(_of(element, "number-rows-repeated", "1"))
            element.clear()
    return found


def _of(element, name: str, otherwise: str) -> str:
    return element.get(f"{_TABLE}{name}", otherwise)
