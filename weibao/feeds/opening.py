"""Opening an untrusted file: the reading process is started, watched and heard; its refusals become sentences."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from weibao.cipher.files import OPEN_FILES, in_memory
from weibao.feeds.errors import FileRefused
from weibao.feeds.reading.refusal import FAULT

Cell = str | float
PATIENCE = 900
"""Seconds after which a reading process is ended whatever it does; its processor time is limited far below."""

SENTENCES: dict[str, str | Promise] = {
    "empty": _("文件是空的，没有任何内容。请确认已保存后再传。"),
    "too_large": _("文件超过 %(megabytes)s MB。请按学校或乡镇拆成几个文件再传。"),
    "unpacks_too_large": _("文件展开后超过 %(megabytes)s MB。请按学校或乡镇拆成几个文件再传。"),
    "too_much": _("文件太大或有效区域太大，读不下来。请删去表格外的空行空列，或拆成几个文件（每个不超过 20 万行）再传。"),
    "bomb": _("文件展开后大得不正常，为安全起见不打开。请用 Excel 或 WPS 新建表格，把数据复制进去再传。"),
    "picture": _("这是一张 %(kind)s 图片，不是表格。请上传 Excel、WPS 或 CSV 表格。"),
    "archive": _("这是 %(kind)s 压缩包，不是表格。请解压后上传里面的表格。"),
    "pdf": _("这是 PDF 文件，不是表格。请上传 Excel、WPS 或 CSV 表格。"),
    "word": _("这是 Word 文档，不是表格。请上传 Excel、WPS 或 CSV 表格。"),
    "web_page": _("这是网页格式的表格。请用 Excel 或 WPS 打开，另存为 .xlsx 再传。"),
    "too_old": _("这是很旧的 Excel 格式。请用 Excel 或 WPS 打开，另存为 .xlsx 再传。"),
    "xlsb": _("不支持 .xlsb 格式。请用 Excel 或 WPS 打开，另存为 .xlsx 再传。"),
    "encrypted": _("文件设了密码，打不开。请去掉密码后再传。"),
    "macros": _("文件带有宏，为安全起见不打开。请另存为不带宏的 .xlsx 再传。"),
    "broken": _("文件已损坏，打不开。请用 Excel 或 WPS 打开检查，另存为 .xlsx 再传。"),
    "not_a_table": _("文件内容不是表格。请上传 Excel、WPS 或 CSV 表格。"),
    "broken_text": _("第 %(line)s 行附近的引号或分隔符不成对，读不下去。请用 Excel 或 WPS 另存为 .xlsx 再传。"),
    "damaged_text": _("第 %(line)s 行附近有损坏的文字（UTF-8 编码不完整）。请重新导出后再传。"),
    "unknown_encoding": _("认不出文字编码（既不是 UTF-8 也不是 GBK/GB18030），第 %(line)s 行附近读不出来。请用 Excel 或 WPS 另存为 .xlsx 再传。"),
}  # fmt: skip


@dataclass
class Sheet:
    """A sheet as it comes: what is known of it first, then its rows."""

    name: str
    hidden: bool
    is_text: bool
    """Whether it is a text file, in which a stray separator shifts the cells."""
    row_count: int
    month: str
    """The month it says above its table that it speaks for, YYYY-MM; empty where it says none."""
    side_by_side: list[tuple[int, int, int]] = field(default_factory=list)


class MonthBelow(str):
    """The month that the sheet before says below its table, YYYY-MM."""


Message = Sheet | list[list[Cell]] | MonthBelow


@contextmanager
def opened(path: Path) -> Iterator[Iterator[Message]]:
    """The sheets of a file: each `Sheet` is followed by its rows in blocks. A file in memory goes to the reading process
    as an open descriptor; what that says of a fault of its own, which may quote the file, stays in memory too.

    Raises:
        FileRefused: (while iterating) the file can't be read; the sentence says why and what to do.
        RuntimeError: (while iterating) the reading process failed by a fault of its own.
    """
    in_hand = path.parent == OPEN_FILES
    command = [
        sys.executable,
        "-I",
        "-m",
        "weibao.feeds.reading.child",
        str(path if in_hand else path.resolve()),
    ]
    with in_memory() as (said, _path):
        process = subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.PIPE, stderr=said, pass_fds=(int(path.name),) if in_hand else ()
        )
        watch = threading.Timer(PATIENCE, process.kill)
        watch.daemon = True
        watch.start()
        assert process.stdout is not None
        try:
            yield _heard(process, process.stdout, said)
        finally:
            watch.cancel()
            process.kill()
            process.stdout.close()
            process.wait()


def _heard(process: subprocess.Popen, lines: IO[bytes], said: int) -> Iterator[Message]:
    for line in lines:
        try:
            message: Any = json.loads(line)
        except ValueError:
            break
        if isinstance(message, list):
            yield message
        elif "refused" in message:
            raise FileRefused(str(SENTENCES[message["refused"]]) % message["detail"])
        elif "month_below" in message:
            yield MonthBelow(message["month_below"])
        elif "end" in message:
            return
        else:
            yield Sheet(
                name=message["sheet"],
                hidden=message["hidden"],
                is_text=message["text"],
                row_count=message["rows"],
                month=message["month"],
                side_by_side=[tuple(one) for one in message["side_by_side"]],
            )
    if process.wait() == FAULT:
        raise RuntimeError(f"the reading process failed:\n{words_of(said)}")
    # It died in the middle: of its memory limit, or of its time.
    raise FileRefused(str(SENTENCES["too_much"]))


def words_of(said: int) -> str:
    """Where the reading process failed; not what it said of it, for that may quote a cell, and errors go to the log."""
    os.lseek(said, 0, os.SEEK_SET)
    lines = os.read(said, 1_000_000).decode(errors="replace").splitlines()
    places = [line.strip() for line in lines if line.startswith("  File ")]
    kind = lines[-1].partition(":")[0] if lines else ""
    return "\n".join([*places, kind])
