"""A backup opens whole, in order and by its key, or not at all."""

import io
import os
import tarfile

import pytest

from weibao.cipher import keyring
from weibao.cipher.ring import reread
from weibao.keeping.about import Manifest
from weibao.keeping.errors import KeepingRefused
from weibao.keeping.members import FILES, MANIFEST, MemberReader, MemberWriter
from weibao.keeping.sealing import SealedReader, SealedWriter

pytestmark = pytest.mark.pure
CONTENT = os.urandom(3_000_000)
"""That can't be compressed, so that it takes many pieces."""
PIECE = 64 * 1024 + 16


@pytest.fixture(autouse=True)
def keys(settings, tmp_path) -> None:
    settings.KEY_FILE = tmp_path / "keyring.json"
    keyring.make(settings.KEY_FILE)


def sealed(content: bytes = CONTENT) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file)
    for start in range(0, len(content), 700_000):
        writer.write(content[start : start + 700_000])
    writer.finish()
    return file.getvalue()


def opened(file: bytes) -> bytes:
    reader = SealedReader(io.BytesIO(file))
    content = reader.read(len(CONTENT) + 1)
    reader.finish()
    return content


@pytest.mark.parametrize("content", [CONTENT, b"", b"x", bytes(5_000_000)[: len(CONTENT)]])
def test_what_was_sealed_opens(content):
    assert opened(sealed(content)) == content


def flip(file: bytes) -> bytes:
    return file[:1_000_000] + bytes([file[1_000_000] ^ 1]) + file[1_000_001:]


def swap(file: bytes) -> bytes:
    start, middle, end = 25, 25 + PIECE, 25 + 2 * PIECE
    return file[:start] + file[middle:end] + file[start:middle] + file[end:]


@pytest.mark.parametrize(
    "harm",
    [
        flip,
        swap,
        lambda file: file[:-1],
        lambda file: file[: 25 + 3 * PIECE],
        lambda file: file[:25],
        lambda file: file[: 25 + PIECE] + file[25 + 2 * PIECE :],
        lambda file: file + b"\0",
        lambda file: file + file[25:],
        lambda file: b"PK\x03\x04" + file[4:],
        lambda file: b"",
    ],
)
def test_a_byte_changed_pieces_swapped_left_out_cut_off_or_added_open_nothing(harm):
    with pytest.raises(KeepingRefused, match="请换用另一份备份"):
        opened(harm(sealed()))


def test_without_the_key_it_does_not_open_and_the_key_is_named(settings, tmp_path):
    file, key = sealed(), reread().current
    settings.KEY_FILE = tmp_path / "other.json"
    keyring.make(settings.KEY_FILE)
    with pytest.raises(KeepingRefused, match=f"编号为 {key} 的密钥"):
        opened(file)


def test_nothing_of_the_content_can_be_read_in_the_file():
    name = "曾子涵 620799201203040017"
    assert not any(name[:3].encode(code) in sealed((name * 1000).encode()) for code in ("utf-8", "gb18030"))


def test_a_path_that_leads_out_of_the_folder_is_refused():
    file = io.BytesIO()
    members = MemberWriter(SealedWriter(file))
    members.file("../outside", io.BytesIO(b"x"))
    members.json(MANIFEST, Manifest().as_json())
    members.finish()
    reader = MemberReader(io.BytesIO(file.getvalue()))
    with pytest.raises(KeepingRefused, match="不合规的路径"):
        list(reader.files())


def test_a_link_among_the_files_is_refused():
    file = io.BytesIO()
    writer = SealedWriter(file)
    with tarfile.open(fileobj=writer, mode="w|") as tar:
        link = tarfile.TarInfo(f"{FILES}/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    writer.finish()
    with pytest.raises(KeepingRefused, match="不合格式"):
        for _, pieces in MemberReader(io.BytesIO(file.getvalue())).files():
            list(pieces)
