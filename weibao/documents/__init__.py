"""Official documents as Word and PDF, in the layout of GB/T 9704-2012 (党政机关公文格式). Knows no Django.

A document is said once, in blocks (`Document`), and written twice: `as_word` (python-docx) and `as_pdf` (typst).
"""

from weibao.documents.blocks import Block, Closing, Document, Grid, Heading, Paragraph
from weibao.documents.pdf import as_pdf
from weibao.documents.word import as_word

__all__ = ["Block", "Closing", "Document", "Grid", "Heading", "Paragraph", "as_pdf", "as_word"]
