"""Files that come in: kept once, by their content."""

import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Self

from guanxi.engine.store.contents import stored_path
from guanxi.kernel.errors import TooLarge
from guanxi.kernel.identifiers import new_id

MOST_UPLOAD = 50 * 1024 * 1024


async def receive(files_dir: Path, parts: AsyncIterator[bytes], most: int = MOST_UPLOAD) -> str:
    """Streams a file into the store; its digest. Raises TooLarge as soon as it is."""
    with Incoming(files_dir) as incoming:
        async for part in parts:
            if incoming.size + len(part) > most:
                raise TooLarge("body_too_large", most=most // 1_048_576)
            incoming.write(part)
        return incoming.keep()


class Incoming:
    """A file on its way into the store; what is not kept is gone."""

    def __init__(self, files_dir: Path) -> None:
        files_dir.mkdir(parents=True, exist_ok=True)
        self._files_dir = files_dir
        self._path = files_dir / f"incoming-{new_id().hex}"
        self._file = self._path.open("wb")
        self._hasher = hashlib.sha256()
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def write(self, part: bytes) -> None:
        self.size += len(part)
        self._hasher.update(part)
        self._file.write(part)

    def keep(self) -> str:
        """Puts the file under its digest, safely on the disk; the digest."""
        self._file.flush()
        os.fsync(self._file.fileno())
        target = stored_path(self._files_dir, self._hasher.hexdigest())
        target.parent.mkdir(exist_ok=True)
        self._path.replace(target)
        return self._hasher.hexdigest()


def receive_file(files_dir: Path, path: Path) -> str:
    """Copies a local file into the store; its digest."""
    with Incoming(files_dir) as incoming, path.open("rb") as file:
        while part := file.read(1 << 20):
            incoming.write(part)
        return incoming.keep()
