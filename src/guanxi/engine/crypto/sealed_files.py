"""Files that are sealed on the disk: written and read in pieces, so that size costs no memory.

A file has a key of its own, wrapped by the vault at its head. Behind it stand pieces of 64 KiB, each sealed with
AES-256-GCM; the nonce is the number of the piece and whether it is the last, so that none can be moved, left out or cut
off (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). The key is used for this file alone.
"""

import os
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path, PosixPath
from typing import IO, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from guanxi.engine.crypto.primitives import new_key
from guanxi.engine.crypto.vault import Vault
from guanxi.kernel.errors import Unavailable

MAGIC: Final = b"guanxi sealed file 1\n"
ABOUT: Final = "file"
PIECE: Final = 65_536
TAG: Final = 16


class Sink(Protocol):
    """What takes bytes."""

    def write(self, given: bytes, /) -> object: ...


class SealingFile:
    """Takes clear bytes and gives sealed ones on; whole when it is closed."""

    def __init__(self, vault: Vault, sink: Sink) -> None:
        key = new_key()
        wrapped = vault.seal(b64encode(key).decode(), ABOUT).encode()
        self._cipher, self._sink, self._waiting, self._number = AESGCM(key), sink, bytearray(), 0
        sink.write(MAGIC + wrapped + b"\n")

    def write(self, part: bytes, /) -> None:
        self._waiting += part
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]

    def close(self) -> None:
        """The last piece, once."""
        self._put(bytes(self._waiting), is_last=True)

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        self._sink.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), piece, None))
        self._number += 1


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def is_sealed_file(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def pieces_of(vault: Vault, path: Path) -> Iterator[bytes]:
    """The clear bytes of a file, sealed or not. Raises Unavailable where it was changed or cut off."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) == MAGIC:
            yield from _opened(vault, file)
        else:
            file.seek(0)
            while part := file.read(PIECE):
                yield part


def _opened(vault: Vault, file: IO[bytes]) -> Iterator[bytes]:
    cipher = AESGCM(b64decode(vault.open(file.readline().decode().rstrip("\n"), ABOUT)))
    number, piece = 0, file.read(PIECE + TAG)
    while piece or number == 0:
        following = file.read(PIECE + TAG)
        try:
            yield cipher.decrypt(_nonce(number, is_last=not following), piece, None)
        except InvalidTag:
            raise Unavailable("sealed_file_broken") from None
        number, piece = number + 1, following


def seal_file(vault: Vault, path: Path, target: Path) -> None:
    """Writes a clear file sealed to another place, safely on the disk."""
    with path.open("rb") as source, target.open("wb") as sink:
        sealing = SealingFile(vault, sink)
        while part := source.read(PIECE):
            sealing.write(part)
        sealing.close()
        sink.flush()
        os.fsync(sink.fileno())


class HeldPath(PosixPath):
    """A path that leads to a file only as long as somebody has it."""

    held: "_Held"


class _Held:
    """An open file that ends with whoever has it."""

    def __init__(self, file: int) -> None:
        self.file = file

    def __del__(self) -> None:
        os.close(self.file)


def readable(vault: Vault, path: Path) -> Path:
    """A path by which the clear file is read: itself, or what a sealed one says, in memory and gone with the path."""
    if not path.exists() or not is_sealed_file(path):
        return path
    file, found = _scratch(path)
    found.held = _Held(file)
    with os.fdopen(file, "wb", closefd=False) as target:
        for piece in pieces_of(vault, path):
            target.write(piece)
    return found


def _scratch(path: Path) -> tuple[int, HeldPath]:
    """A file in memory where the system has such; elsewhere one beside it of which the name is gone at once."""
    if hasattr(os, "memfd_create"):
        file = os.memfd_create("guanxi", os.MFD_CLOEXEC)
        return file, HeldPath(f"/proc/{os.getpid()}/fd/{file}")
    file, name = tempfile.mkstemp(dir=path.parent, prefix="opened-")
    Path(name).unlink()
    return file, HeldPath(f"/dev/fd/{file}")
