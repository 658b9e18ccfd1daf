"""The three things that everything secret here is made of: sealing, a blind mark, and keys out of keys."""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12


class Unreadable(Exception):
    """What was sealed was changed, or belongs to another key or another place."""


def new_key() -> bytes:
    """A key of 32 random bytes."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, clear: bytes, about: bytes, nonce: bytes | None = None) -> bytes:
    """Nonce of 12 bytes, AES-256-GCM ciphertext and tag of 16 bytes (NIST SP 800-38D); `about` is authenticated."""
    used = nonce or os.urandom(NONCE_BYTES)
    return used + AESGCM(key).encrypt(used, clear, about)


def unseal(key: bytes, sealed: bytes, about: bytes) -> bytes:
    """The clear bytes again. Raises Unreadable."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about)
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error


def mark(key: bytes, text: bytes) -> bytes:
    """The blind mark of a text, HMAC-SHA-256 of 32 bytes (RFC 2104): equal texts of one key have equal marks."""
    maker = hmac.HMAC(key, hashes.SHA256())
    maker.update(text)
    return maker.finalize()


def derive(secret: bytes, purpose: bytes, salt: bytes = b"", size: int = KEY_BYTES) -> bytes:
    """A key for one purpose out of a secret, HKDF-SHA-256 (RFC 5869)."""
    return HKDF(hashes.SHA256(), size, salt, purpose).derive(secret)
