"""Checkpoints outside of the database: a file that only grows, so that even who owns the database is found out."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

END: Final = "\n\n\n"  # behind each note; no note has two empty lines
TAIL_BYTES: Final = 8_192


class Outside:
    """The folder with the checkpoints and the public key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "checkpoints"
        self.key_file = folder / "key"

    def notes(self) -> Iterator[str]:
        """All checkpoints from the oldest on; one that a crash has cut off is left out."""
        if not self.file.exists():
            return
        lines: list[str] = []
        with self.file.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                lines.append(line)
                if lines[-2:] == ["\n", "\n"]:
                    yield "".join(lines[:-2])
                    lines = []

    def last(self) -> str | None:
        """The newest checkpoint."""
        if not self.file.exists():
            return None
        with self.file.open("rb") as file:
            file.seek(-min(TAIL_BYTES, file.seek(0, os.SEEK_END)), os.SEEK_END)
            parts = file.read().decode(errors="replace").split(END)
        return f"{parts[-2]}\n" if len(parts) >= 2 else None

    def append(self, notes: list[str]) -> None:
        """Adds checkpoints, on the disk when this returns."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.file.open("ab+") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(-min(TAIL_BYTES, size), os.SEEK_END)
            tail = file.read()
            torn = len(tail) - (tail.rfind(END.encode()) + len(END)) if END.encode() in tail else len(tail)
            file.truncate(size - torn)
            file.write("".join(f"{note}\n\n" for note in notes).encode())
            file.flush()
            os.fsync(file.fileno())

    def keep_key(self, verifier: str) -> None:
        """Writes the public key down where it is not written yet; another one is never written over it."""
        if not self.key_file.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.key_file.write_text(f"{verifier}\n")

    def key(self) -> str | None:
        return self.key_file.read_text().strip() if self.key_file.exists() else None
