"""The program log, which is shipped to other machines: it holds no content of records."""

import logging
import re

NUMBER = re.compile(r"(?<![0-9A-Za-z])(\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?![0-9A-Za-z])")
"""An ID number or a mobile telephone number standing by itself."""
VALUES = re.compile(r"^(?:DETAIL|CONTEXT|LINE \d+|HINT):.*(?:\n(?![A-Za-z]).*)*", re.MULTILINE)
"""What PostgreSQL adds to an error: it repeats the values of the row."""
QUERY = re.compile(r"(?<=\?)[^\s\"']+")
"""What was searched for, in an address."""


class Discreet(logging.Formatter):
    """Leaves out what a database or an address repeats of a record's content."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        # A line break that somebody sent must not look like the next entry (ASVS 16.4.1).
        record.message = discreet(record.message).replace("\r", "\\r").replace("\n", "\\n")
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))


def discreet(text: str) -> str:
    return QUERY.sub("…", NUMBER.sub("…", VALUES.sub("DETAIL: …", text)))
