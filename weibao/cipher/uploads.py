"""What is uploaded is encrypted as it arrives: nothing of it touches the disk in clear."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from weibao.cipher.files import create, in_pieces
from weibao.cipher.keyring import suite_named
from weibao.cipher.ring import ring
from weibao.cipher.streams import SealingWriter

ABOUT = "upload"


def upload_folder() -> Path:
    """Where files wait for their job, readable to this process alone."""
    folder = Path(settings.MEDIA_ROOT) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def new_upload() -> tuple[Path, BinaryIO, SealingWriter]:
    """A file under a random name in the upload folder, to be written encrypted."""
    path = upload_folder() / secrets.token_hex(16)
    file = create(path)
    return path, file, SealingWriter(file, ring(), suite_named(settings.CIPHER_SUITE), ABOUT)


class SealedUpload(UploadedFile):
    """A file that came with a request. It goes with the request, unless it is kept."""

    def __init__(self, path: Path, **about: Any) -> None:
        super().__init__(file=None, **about)
        self.path = path
        self.kept = False

    def keep(self) -> Path:
        self.kept = True
        return self.path

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        return in_pieces(self.path, ABOUT)

    def read(self, *_sizes: int) -> bytes:
        """The whole content, in memory."""
        return b"".join(self.chunks())

    def close(self) -> None:
        if not self.kept:
            self.path.unlink(missing_ok=True)


class SealingUploadHandler(FileUploadHandler):
    """Stands in for Django's handlers, the larger of which writes to a temporary file in clear."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.path, self.file, self.writer = new_upload()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.writer.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        self.writer.finish()
        self.file.close()
        return SealedUpload(
            self.path,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "path"):
            self.file.close()
            self.path.unlink(missing_ok=True)
