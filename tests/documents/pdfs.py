"""What can be read out of a PDF that typst wrote, as far as tests need it."""

import re
import zlib


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type ?/Page\b", pdf))


def readable_characters(pdf: bytes) -> set[str]:
    """The characters that the fonts of the PDF say their glyphs stand for: what a reader can search and copy."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = [zlib.decompress(one) for one in streams if one[:1] == b"x"]
    codes = [
        code
        for one in unpacked
        if b"beginbfchar" in one
        for code in re.findall(rb"^<[0-9A-F]{4}> <([0-9A-F]+)>$", one, re.MULTILINE)
    ]
    return {bytes.fromhex(code.decode()).decode("utf-16-be") for code in codes}
