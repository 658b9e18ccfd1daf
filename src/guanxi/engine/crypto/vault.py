"""Seals small secrets (passwords of servers, keys of second factors) with the master key, which is never in the
database.

The master key is 32 bytes: given as text in base64, or in a file that the first use makes. AES-256-GCM, NIST SP
800-38D, with a random nonce of 96 bits; what a secret belongs to is authenticated with it, so that it cannot be moved.
"""

import os
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from guanxi.kernel.errors import Unavailable

KEY_BYTES = 32
NONCE_BYTES = 12
SEALED = "v1."


class Vault:
    """What seals and opens. The key is read when it is first needed."""

    def __init__(self, file: Path, given: str | None = None) -> None:
        self._file = file
        self._given = given

    def seal(self, secret: str, about: str) -> str:
        """The secret in a form that may be kept; `about` names what it belongs to and must be named again."""
        nonce = os.urandom(NONCE_BYTES)
        return SEALED + urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, secret.encode(), about.encode())).decode()

    def open(self, sealed: str, about: str) -> str:
        """The secret again. Raises Unavailable where it was sealed with another key or about something else."""
        try:
            kept = urlsafe_b64decode(sealed.removeprefix(SEALED))
            return self._cipher.decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], about.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise Unavailable("sealed_with_another_key", about=about) from error

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self.master_key)

    @cached_property
    def master_key(self) -> bytes:
        """The 32 bytes. Raises Unavailable where what is given is not such a key."""
        text = self._given or self._kept()
        try:
            key = b64decode(text.strip(), validate=True)
        except (Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise Unavailable("wrong_master_key", bytes=KEY_BYTES)
        return key

    def _kept(self) -> str:
        """The text of the file, which whoever comes first makes."""
        with suppress(FileExistsError):
            self._make()
        return self._file.read_text()

    def _make(self) -> None:
        """A new key, put into its place whole; many processes may try at once."""
        if self._file.exists():
            return
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = self._file.with_name(f"{self._file.name}.{os.urandom(8).hex()}")
        with open(made, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(b64encode(os.urandom(KEY_BYTES)).decode())
        try:
            os.link(made, self._file)
        finally:
            made.unlink()
