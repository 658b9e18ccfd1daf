"""Seals small secrets (passwords of servers, keys of second factors) with the master key, which is never in the
database.

The master key is 32 bytes: given as text in base64, or in a file that the first use makes; former keys
may stand behind it. AES-256-GCM, NIST SP
800-38D, with a random nonce of 96 bits; what a secret belongs to is authenticated with it, so that it cannot be moved.
"""

import os
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from guanxi.engine.crypto.primitives import KEY_BYTES, Unreadable, new_key, seal, unseal
from guanxi.kernel.errors import Unavailable

SEALED = "v1."


class Vault:
    """What seals and opens. The key is read when it is first needed."""

    def __init__(self, file: Path, given: str | None = None) -> None:
        self._file = file
        self._given = given

    def seal(self, secret: str, about: str) -> str:
        """The secret in a form that may be kept; `about` names what it belongs to and must be named again."""
        return SEALED + urlsafe_b64encode(seal(self.master_key, secret.encode(), about.encode())).decode()

    def open(self, sealed: str, about: str) -> str:
        """The secret again. Raises Unavailable where it was sealed with another key or about something else."""
        try:
            kept = urlsafe_b64decode(sealed.removeprefix(SEALED))
            return self._opened(kept, about)
        except (Unreadable, ValueError) as error:
            raise Unavailable("sealed_with_another_key", about=about) from error

    def renew(self) -> None:
        """A new master key; the former ones stay below it, for what they have sealed. Raises Unavailable where it is
        given from outside, and has to be renewed there.
        """
        if self._given:
            raise Unavailable("master_key_given")
        lines = [b64encode(new_key()).decode(), *self._kept().split()]
        self._put("\n".join(lines)).replace(self._file)
        self._forget()

    def _opened(self, kept: bytes, about: str) -> str:
        """Opened with the newest key or a former one; another process may have renewed it since."""
        for keys in (lambda: self._keys, self._again):
            for key in keys():
                with suppress(Unreadable):
                    return unseal(key, kept, about.encode()).decode()
        raise Unreadable

    def _again(self) -> list[bytes]:
        before = self._keys
        self._forget()
        return [key for key in self._keys if key not in before]

    def _forget(self) -> None:
        self.__dict__.pop("_keys", None)

    @property
    def master_key(self) -> bytes:
        """The 32 bytes. Raises Unavailable where what is given is not such a key."""
        return self._keys[0]

    @cached_property
    def _keys(self) -> list[bytes]:
        """The newest and the former ones."""
        texts = (self._given or self._kept()).split()
        try:
            keys = [b64decode(text, validate=True) for text in texts]
        except (Error, ValueError):
            keys = []
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise Unavailable("wrong_master_key", bytes=KEY_BYTES)
        return keys

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
        made = self._put(b64encode(new_key()).decode())
        try:
            os.link(made, self._file)
        finally:
            made.unlink()

    def _put(self, text: str) -> Path:
        """A file beside that of the key, for its owner alone."""
        made = self._file.with_name(f"{self._file.name}.{os.urandom(8).hex()}")
        with open(made, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(text)
        return made
