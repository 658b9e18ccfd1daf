"""Which server processes live on a cluster's folder, and how one is tied to the life of its parent."""

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")
SET_PARENT_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG in Linux' prctl(2)


def server_processes(data_dir: Path) -> set[int]:
    """The processes of any server on this folder: a number alone may have passed to another program."""
    numbers = (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())
    return {number for number in numbers if is_server_process(number, data_dir)}


def is_server_process(number: int, data_dir: Path) -> bool:
    """True when this process is PostgreSQL at work in this folder."""
    if sys.platform != "linux":
        return _exists(number)
    with suppress(OSError):
        works_in = (PROC / str(number) / "cwd").readlink()
        return works_in == data_dir and (PROC / str(number) / "exe").readlink().name.startswith("postgres")
    return False


def end_with_parent(sent: signal.Signals) -> None:
    """Have the system send this signal to the calling process when its parent dies (Linux; elsewhere nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, sent)


def _exists(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True
