"""Where the contents of files lie: each once, by what it is."""

from pathlib import Path


def stored_path(files_dir: Path, digest: str) -> Path:
    """The place of a content in the folder of files."""
    return files_dir / digest[:2] / digest
