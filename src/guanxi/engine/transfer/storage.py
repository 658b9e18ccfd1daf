"""Files that come in: kept once, by their content."""

import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, Self

from guanxi.engine.crypto import Vault
from guanxi.engine.crypto.sealed_files import SealingFile
from guanxi.engine.store.contents import stored_path
from guanxi.kernel.errors import TooLarge
from guanxi.kernel.identifiers import new_id

MOST_UPLOAD = 50 * 1024 * 1024


async def receive(
    files_dir: Path, parts: AsyncIterator[bytes], most: int = MOST_UPLOAD, *, vault: Vault | None = None
) -> str:
    """Streams a file into the store, sealed where a vault is given; its digest. Raises TooLarge as soon as it is."""
    with Incoming(files_dir, vault) as incoming:
        async for part in parts:
            if incoming.size + len(part) > most:
                raise TooLarge("body_too_large", most=most // 1_048_576)
            incoming.write(part)
        return incoming.keep()


class Hasher(Protocol):
    """What takes bytes for their digest."""

    def update(self, given: bytes, /) -> None: ...


@dataclass(frozen=True, slots=True)
class _Both:
    """Writes to the disk and counts in what was written."""

    file: IO[bytes]
    hasher: Hasher

    def write(self, part: bytes, /) -> int:
        self.hasher.update(part)
        return self.file.write(part)


class Incoming:
    """A file on its way into the store; what is not kept is gone.

    It goes by the digest of what is on the disk: sealed files are all different, whatever they say.
    """

    def __init__(self, files_dir: Path, vault: Vault | None = None) -> None:
        files_dir.mkdir(parents=True, exist_ok=True)
        self._files_dir = files_dir
        self._path = files_dir / f"incoming-{new_id().hex}"
        self._file = self._path.open("wb")
        self._hasher = hashlib.sha256()
        self._sealing = SealingFile(vault, _Both(self._file, self._hasher)) if vault else None
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def write(self, part: bytes) -> None:
        self.size += len(part)
        if self._sealing is not None:
            self._sealing.write(part)
        else:
            _Both(self._file, self._hasher).write(part)

    def keep(self) -> str:
        """Puts the file under its digest, safely on the disk; the digest."""
        if self._sealing is not None:
            self._sealing.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        target = stored_path(self._files_dir, self._hasher.hexdigest())
        target.parent.mkdir(exist_ok=True)
        self._path.replace(target)
        return self._hasher.hexdigest()


def receive_file(files_dir: Path, path: Path, vault: Vault | None = None) -> str:
    """Copies a local file into the store, sealed where a vault is given; its digest."""
    with Incoming(files_dir, vault) as incoming, path.open("rb") as file:
        while part := file.read(1 << 20):
            incoming.write(part)
        return incoming.keep()
