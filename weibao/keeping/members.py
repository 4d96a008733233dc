"""The content of a backup: a tar stream of named members, tables in parts, hashed as they go by."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import IO, Any, BinaryIO, cast

from cryptography.hazmat.primitives.hashes import SM3, Hash

from weibao.keeping.about import About, Contents, Manifest
from weibao.keeping.errors import KeepingRefused
from weibao.keeping.sealing import SealedReader, SealedWriter

ABOUT, TABLES, FILES, MANIFEST = "about.json", "tables", "files", "manifest.json"
COPY_AT_ONCE = 1 << 20


class Tally:
    """Counts and hashes what goes by."""

    def __init__(self) -> None:
        self._hash, self._count = Hash(SM3()), 0

    def lines(self, block: bytes) -> None:
        """Rows: each ends in a line feed, which within values is escaped."""
        self._hash.update(block)
        self._count += block.count(b"\n")

    def bytes(self, some: bytes) -> None:
        self._hash.update(some)
        self._count += len(some)

    def contents(self) -> Contents:
        return Contents(self._count, self._hash.finalize().hex())


def tallied(blocks: Iterable[bytes]) -> Contents:
    """What a table holds."""
    tally = Tally()
    for block in blocks:
        tally.lines(block)
    return tally.contents()


class MemberWriter:
    def __init__(self, sealed: SealedWriter) -> None:
        self._sealed = sealed
        self._tar = tarfile.open(fileobj=cast(IO[bytes], sealed), mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115

    def _add(self, name: str, size: int, content: IO[bytes]) -> None:
        member = tarfile.TarInfo(name)
        member.size = size
        self._tar.addfile(member, content)

    def json(self, name: str, said: dict[str, Any]) -> None:
        content = json.dumps(said, ensure_ascii=False).encode()
        self._add(name, len(content), io.BytesIO(content))

    def table(self, name: str, blocks: Iterable[bytes]) -> Contents:
        tally = Tally()
        for number, block in enumerate(blocks):
            tally.lines(block)
            self._add(f"{TABLES}/{name}/{number:06d}", len(block), io.BytesIO(block))
        return tally.contents()

    def file(self, name: str, file: IO[bytes]) -> Contents:
        """A file as it is now: one that grows meanwhile is taken up to where it ended."""
        file.seek(0, io.SEEK_END)
        size = file.tell()
        file.seek(0)
        watched = Watched(file)
        self._add(f"{FILES}/{name}", size, cast(IO[bytes], watched))
        return watched.tally.contents()

    def finish(self) -> None:
        self._tar.close()
        self._sealed.finish()


class Watched:
    """A file that tallies what is read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.tally = file, Tally()

    def read(self, size: int = -1) -> bytes:
        some = self._file.read(size)
        self.tally.bytes(some)
        return some


class MemberReader:
    """The members in their order: `about` first, then `tables`, `files`, `manifest`.

    Raises (all methods):
        KeepingRefused: the file is broken, or not in this order.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._sealed = SealedReader(file)
        self._tar = tarfile.open(fileobj=cast(IO[bytes], self._sealed), mode="r|")  # noqa: SIM115
        self._next = self._tar.next()

    def _content(self) -> IO[bytes]:
        found = self._next
        content = self._tar.extractfile(found) if found is not None and found.isreg() else None
        if content is None:
            raise KeepingRefused("备份文件的内容不合格式，无法恢复。请换用另一份备份。")
        return content

    def _json(self, name: str) -> dict[str, Any]:
        if self._next is None or self._next.name != name:
            raise KeepingRefused("备份文件的内容不合格式，无法恢复。请换用另一份备份。")
        said = json.loads(self._content().read())
        self._next = self._tar.next()
        return said

    def about(self) -> About:
        return About(**self._json(ABOUT))

    def tables(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Each table that has rows with its blocks, which must be gone through before the next is asked for."""
        while table := self._table():
            yield table, self._blocks(table)

    def _table(self) -> str:
        parts = PurePosixPath(self._next.name).parts if self._next is not None else ()
        return parts[1] if len(parts) == 3 and parts[0] == TABLES else ""

    def _blocks(self, table: str) -> Iterator[bytes]:
        while self._table() == table:
            yield self._content().read()
            self._next = self._tar.next()

    def files(self) -> Iterator[tuple[PurePosixPath, Iterator[bytes]]]:
        """Each file's path with its content in pieces."""
        while self._next is not None and self._next.name.startswith(f"{FILES}/"):
            path = PurePosixPath(self._next.name).relative_to(FILES)
            if path.is_absolute() or ".." in path.parts or not path.parts:
                raise KeepingRefused("备份文件里有不合规的路径，无法恢复。请换用另一份备份。")
            content = self._content()
            yield path, iter(lambda content=content: content.read(COPY_AT_ONCE), b"")  # type: ignore[misc]
            self._next = self._tar.next()

    def manifest(self) -> Manifest:
        """Comes last; the end of the file is looked at too."""
        manifest = Manifest.of(self._json(MANIFEST))
        self._sealed.finish()
        return manifest
