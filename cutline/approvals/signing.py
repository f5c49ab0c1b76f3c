"""Signs approvals with Ed25519 (RFC 8032), by the library `cryptography`, and checks the signatures.

A private key is a file in the form PKCS #8 PEM without a password, as `openssl genpkey -algorithm ed25519` writes it. A public key
is a file in the form SubjectPublicKeyInfo PEM, as `openssl pkey -pubout` writes it.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from cutline.errors import Finding, UsageError


@dataclass(frozen=True)
class Signer:
    """A person who can sign. public_key: as hexadecimal digits."""

    private: Ed25519PrivateKey

    @property
    def public_key(self) -> str:
        """The public part of the key, which is in every approval that it signs."""
        return _digits(self.private.public_key())

    def sign(self, data: bytes) -> str:
        """The signature as hexadecimal digits."""
        return self.private.sign(data).hex()


def is_signature(public_key: str, signature: str, data: bytes) -> bool:
    """Whether a signature belongs to the data and the key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), data)
    except (ValueError, InvalidSignature):
        return False
    return True


def signer_of(path: Path) -> Signer:
    """The private key in a file. Raises UsageError if there is none, or if others than its owner may read it."""
    action = "name the private key, or make a pair of keys with: cutline approve --new-key FILE"
    try:
        data, mode = path.read_bytes(), path.stat().st_mode
        key = load_pem_private_key(data, password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UsageError("there is no key to sign with", [Finding(str(path), str(error), "an Ed25519 private key as PEM, without a password", action)]) from None  # fmt: skip
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError("the key cannot sign an approval", [Finding(str(path), "a key of another kind", "an Ed25519 private key", action)])  # fmt: skip
    if mode & 0o077:
        found = Finding(str(path), f"mode {mode & 0o777:04o}: others can read it", "mode 0600", f"chmod 600 {path}")
        raise UsageError("the key is not secret", [found])
    return Signer(key)


def public_key_of(path: Path) -> str:
    """The public key in a file, as hexadecimal digits. A file with a private key gives its public part. Raises UsageError."""
    try:
        data = path.read_bytes()
        key = load_pem_private_key(data, None).public_key() if b"PRIVATE" in data else load_pem_public_key(data)
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("a key of another kind")
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        action = "ask the person who approves for the file with the ending .pub"
        raise UsageError("there is no key to check signatures with", [Finding(str(path), str(error), "an Ed25519 public key as PEM", action)]) from None  # fmt: skip
    return _digits(key)


def write_new_key(path: Path) -> tuple[Path, str]:
    """Write a new private key, which only its owner can read, and its public part beside it with the ending .pub. Returns the path
    and the digits of the public part. Raises UsageError if one of the files exists already.
    """
    private, public = Ed25519PrivateKey.generate(), path.with_name(path.name + ".pub")
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    shown = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for place, data, mode in ((path, secret, 0o600), (public, shown, 0o644)):
        try:
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
                file.write(data)
        except OSError as error:
            action = "choose another name: a key is never overwritten"
            raise UsageError("the key cannot be written", [Finding(str(place), str(error.strerror), "a new file in a folder that exists", action)]) from None  # fmt: skip
    return public, _digits(private.public_key())


def _digits(key: Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
