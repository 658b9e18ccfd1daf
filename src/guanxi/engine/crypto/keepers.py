"""Who holds the master key and wraps the keys of fields: the vault of this installation, or a key management service.

The service is reached by a command (`GUANXI_KMS_COMMAND`), called with `wrap` or `unwrap` behind its own words. It gets
the key as base64, or what it has wrapped, on its standard input and answers on its standard output.
"""

import asyncio
import shlex
import subprocess
from base64 import b64decode, b64encode
from binascii import Error
from typing import Final, Protocol

from guanxi.engine.crypto.primitives import KEY_BYTES
from guanxi.engine.crypto.vault import Vault
from guanxi.kernel.errors import Unavailable

LOCAL: Final = "local:"
SERVICE: Final = "kms:"
PATIENCE: Final = 20.0  # seconds
MOST_ANSWER: Final = 16_384


class Keeper(Protocol):
    """Wraps keys and unwraps them; `about` names what a key belongs to and must be named again."""

    prefix: str

    async def wrap(self, key: bytes, about: str) -> str: ...

    async def unwrap(self, wrapped: str, about: str) -> bytes: ...

    def renew(self) -> None: ...


class VaultKeeper:
    """The master key of this installation."""

    prefix = LOCAL

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def wrap(self, key: bytes, about: str) -> str:
        return self._vault.seal(b64encode(key).decode(), about)

    async def unwrap(self, wrapped: str, about: str) -> bytes:
        return b64decode(self._vault.open(wrapped, about))

    def renew(self) -> None:
        self._vault.renew()


class CommandKeeper:
    """A key management service behind a command."""

    prefix = SERVICE

    def __init__(self, command: str) -> None:
        self._words = shlex.split(command)

    async def wrap(self, key: bytes, about: str) -> str:
        return await self._ask("wrap", about, b64encode(key).decode())

    async def unwrap(self, wrapped: str, about: str) -> bytes:
        try:
            key = b64decode(await self._ask("unwrap", about, wrapped), validate=True)
        except (Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise Unavailable("kms_failed")
        return key

    def renew(self) -> None:
        """The service renews its key itself; what is wrapped is wrapped anew."""

    async def _ask(self, deed: str, about: str, given: str) -> str:
        """The command's answer, one line. Raises Unavailable where it fails or says nothing."""
        return await asyncio.to_thread(self._run, [*self._words, deed, about], given)

    def _run(self, words: list[str], given: str) -> str:
        try:
            done = subprocess.run(words, input=given, capture_output=True, text=True, timeout=PATIENCE, check=True)
        except (OSError, subprocess.SubprocessError):
            raise Unavailable("kms_failed") from None  # what went wrong may name what was given
        answer = done.stdout.strip()
        if not answer or len(answer) > MOST_ANSWER:
            raise Unavailable("kms_failed")
        return answer


def keepers_of(vault: Vault, command: str | None) -> tuple[Keeper, list[Keeper]]:
    """Who wraps new keys, and all who may have wrapped those that are there."""
    local = VaultKeeper(vault)
    return (CommandKeeper(command), [local]) if command else (local, [])
