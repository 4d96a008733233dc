"""Files that only the platform's own user reads: keys and signed heads."""

import os
import tempfile
from pathlib import Path


def write_once(path: Path, text: str) -> bool:
    """Write a file (0600) that must not be there yet, whole or not at all; False where it is there already.

    Of two processes that write at once only one does, and none ever reads a half-written file.
    """
    handle, written = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(written, path)
    except FileExistsError:
        return False
    finally:
        Path(written).unlink()
    return True
