"""The ciphers and hashes are the standards' own: their published vectors come out."""

import os

import pytest
from cryptography.hazmat.primitives.hashes import SM3, Hash
from cryptography.hazmat.primitives.hmac import HMAC

from weibao.cipher.suites import SUITES, TAG, AesGcm, Damaged, Sm4Gcm

pytestmark = pytest.mark.pure


def test_sm4_gcm_is_that_of_rfc_8998():
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    about = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    plain = bytes.fromhex(
        "AA" * 8 + "BB" * 8 + "CC" * 8 + "DD" * 8 + "EE" * 8 + "FF" * 8 + "EE" * 8 + "AA" * 8
    )
    sealed = Sm4Gcm(key).encrypt(nonce, plain, about)
    assert sealed[:-TAG].hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    )
    assert sealed[-TAG:].hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"
    assert Sm4Gcm(key).decrypt(nonce, sealed, about) == plain


def test_aes_256_gcm_is_that_of_the_gcm_specification():
    """Test case 16 of McGrew and Viega."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    about = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    sealed = AesGcm(key).encrypt(nonce, plain, about)
    assert sealed[:-TAG].hex() == (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
    )
    assert sealed[-TAG:].hex() == "76fc6ece0f4e1768cddf8853bb2d551b"
    assert AesGcm(key).decrypt(nonce, sealed, about) == plain


def sm3(content: bytes) -> bytes:
    digest = Hash(SM3())
    digest.update(content)
    return digest.finalize()


def test_sm3_is_that_of_gb_t_32905():
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


@pytest.mark.parametrize("length", [0, 16, 32, 64, 100])
def test_hmac_sm3_is_rfc_2104_over_sm3(length):
    key, words = os.urandom(length), "张小明".encode()
    mac = HMAC(key, SM3())
    mac.update(words)
    block = (sm3(key) if len(key) > 64 else key).ljust(64, b"\0")
    inner = sm3(bytes(b ^ 0x36 for b in block) + words)
    assert mac.finalize() == sm3(bytes(b ^ 0x5C for b in block) + inner)


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_any_changed_byte_and_other_words_about_it_are_refused(suite):
    cipher, nonce = suite(os.urandom(suite.key_bytes)), os.urandom(12)
    sealed = cipher.encrypt(nonce, "住在青禾村".encode(), b"here")
    for place in range(len(sealed)):
        flipped = bytearray(sealed)
        flipped[place] ^= 1
        with pytest.raises(Damaged):
            cipher.decrypt(nonce, bytes(flipped), b"here")
    for wrong in ((nonce, sealed, b"there"), (os.urandom(12), sealed, b"here"), (nonce, sealed[:8], b"here")):
        with pytest.raises(Damaged):
            cipher.decrypt(*wrong)
