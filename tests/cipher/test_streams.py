"""Encrypted files: whole, in order and to the end, or not at all."""

import io

import pytest

from weibao.cipher import keyring
from weibao.cipher.streams import HEAD, PIECE, SealingWriter, key_of_file, pieces
from weibao.cipher.suites import SUITES, TAG, Damaged, Sm4Gcm

pytestmark = pytest.mark.pure
WHOLE = PIECE + TAG


@pytest.fixture
def ring(tmp_path):
    keyring.make(tmp_path / "keyring.json")
    return keyring.read(tmp_path / "keyring.json")


def sealed(ring, content: bytes, suite=Sm4Gcm, about="upload", step=10_000) -> bytes:
    file = io.BytesIO()
    writer = SealingWriter(file, ring, suite, about)
    for start in range(0, len(content), step):
        writer.write(content[start : start + step])
    writer.finish()
    return file.getvalue()


def opened(ring, content: bytes, about="upload") -> bytes:
    return b"".join(pieces(io.BytesIO(content), ring, about))


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_goes_in_comes_out(ring, suite, length):
    content = bytes(number % 251 for number in range(length))
    written = sealed(ring, content, suite)
    assert opened(ring, written) == content
    assert key_of_file(io.BytesIO(written)) == ring.current
    assert len(content) < 32 or content[:32] not in written


def test_a_file_cut_off_reordered_changed_or_continued_is_refused(ring):
    content = b"".join(bytes([number]) * PIECE for number in range(3))
    whole = sealed(ring, content)
    one, two, rest = (
        whole[HEAD : HEAD + WHOLE],
        whole[HEAD + WHOLE : HEAD + 2 * WHOLE],
        whole[HEAD + 2 * WHOLE :],
    )
    head = whole[:HEAD]
    wrong = {
        "cut at a piece": head + one + two,
        "cut in a piece": whole[:-1],
        "empty": head,
        "no head": b"",
        "turned about": head + two + one + rest,
        "one left out": head + one + rest,
        "continued": whole + one,
        "head changed": head[:-1] + bytes([head[-1] ^ 1]) + one + two + rest,
        "byte changed": whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:],
    }
    for name, broken in wrong.items():
        with pytest.raises(Damaged):
            opened(ring, broken)
            pytest.fail(name)


def test_a_file_opens_only_as_what_it_is(ring):
    with pytest.raises(Damaged):
        opened(ring, sealed(ring, b"words", about="upload"), about="backup")


def test_an_unfinished_file_does_not_open(ring):
    file = io.BytesIO()
    SealingWriter(file, ring, Sm4Gcm, "upload").write(b"x" * PIECE * 2)
    with pytest.raises(Damaged):
        opened(ring, file.getvalue())
