"""Making the annual report, in each of its forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum

from django.template.loader import render_to_string

from weibao.audit.services import Actor, act
from weibao.documents import as_pdf, as_word
from weibao.reporting.annual import annual_report
from weibao.reporting.engine import Reader, figures


class Form(StrEnum):
    JSON = "json"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self]

    @property
    def is_text(self) -> bool:
        return self in (Form.JSON, Form.HTML)


CONTENT_TYPES = {
    Form.JSON: "application/json",
    Form.HTML: "text/html; charset=utf-8",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.PDF: "application/pdf",
}


def make_annual_report(*, actor: Actor, year: int, form: Form) -> bytes:
    """The report on a year, as far as the actor may know its figures; who took it is in the log."""
    with act(actor, "reports.annual", ability="figures.view") as log:
        log.note(year=year, form=form.value)
        return WRITERS[form](year, Reader.of(actor))


def as_json(year: int, reader: Reader) -> bytes:
    """{"year": 2025, "indicators": {key: number}}; a key whose register does not exist is absent, and so is a
    number that the reader may not know."""
    numbers = {one.indicator.key: one.value for one in figures(year, reader) if one.value is not None}
    return json.dumps({"year": year, "indicators": numbers}).encode() + b"\n"


def as_html(year: int, reader: Reader) -> bytes:
    """One page with everything in it, to be kept or sent as a file."""
    return render_to_string("reporting/annual.html", {"document": annual_report(year, reader)}).encode()


WRITERS: dict[Form, Callable[[int, Reader], bytes]] = {
    Form.JSON: as_json,
    Form.HTML: as_html,
    Form.DOCX: lambda year, reader: as_word(annual_report(year, reader)),
    Form.PDF: lambda year, reader: as_pdf(annual_report(year, reader)),
}
