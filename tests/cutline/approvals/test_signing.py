"""Keys are read and written as the field's tools do it, and a signature is of its data and its key alone."""

import pytest

from cutline.approvals.signing import is_signature, public_key_of, signer_of, write_new_key
from cutline.errors import UsageError

# RFC 8032, section 7.1, TEST 2.
RFC_KEY = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
RFC_SIGNATURE = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
# `openssl genpkey -algorithm ed25519` and `openssl pkey -pubout` of it, with the key of that test.
RFC_PRIVATE_PEM = (
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n-----END PRIVATE KEY-----\n"
)
OTHER_KIND = (
    "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEAhSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=\n-----END PUBLIC KEY-----\n"
)


def test_signatures_are_those_of_the_standard():
    """The second test vector of RFC 8032."""
    assert is_signature(RFC_KEY, RFC_SIGNATURE, b"\x72")
    assert not is_signature(RFC_KEY, RFC_SIGNATURE, b"\x73")
    assert not is_signature(RFC_KEY, RFC_SIGNATURE[:-2] + "0d", b"\x72")
    assert not is_signature(RFC_KEY, "", b"\x72")
    assert not is_signature("", RFC_SIGNATURE, b"\x72")
    assert not is_signature("zz", "zz", b"\x72")


def test_a_key_in_the_form_of_openssl_signs_as_the_standard_says(tmp_path):
    """PKCS #8 in PEM; the public key is found in the private file, too."""
    path = tmp_path / "key.pem"
    path.write_text(RFC_PRIVATE_PEM)
    path.chmod(0o600)
    assert signer_of(path).public_key == public_key_of(path) == RFC_KEY
    assert signer_of(path).sign(b"\x72") == RFC_SIGNATURE


def test_a_new_pair_of_keys_belongs_together_and_overwrites_nothing(tmp_path):
    """Only the owner can read the private one."""
    public, digits = write_new_key(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert public_key_of(public) == digits == signer_of(tmp_path / "key").public_key
    with pytest.raises(UsageError, match="a key is never overwritten"):
        write_new_key(tmp_path / "key")
    with pytest.raises(UsageError, match="cannot be written"):
        write_new_key(tmp_path / "nowhere" / "key")


@pytest.mark.parametrize("text", ["", "no key", OTHER_KIND, None])
def test_a_file_without_such_a_key_is_told(tmp_path, text):
    """Empty, something else, a key for X25519, and no file at all."""
    path = tmp_path / "k"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UsageError, match="there is no key to sign with"):
        signer_of(path)
    with pytest.raises(UsageError, match="there is no key to check signatures with"):
        public_key_of(path)


def test_a_key_that_others_can_read_signs_nothing(tmp_path):
    """The message has the command that mends it."""
    write_new_key(tmp_path / "key")
    (tmp_path / "key").chmod(0o640)
    with pytest.raises(UsageError, match="chmod 600"):
        signer_of(tmp_path / "key")
