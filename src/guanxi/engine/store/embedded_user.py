"""The system user that the embedded server runs as when the program itself runs as root, which PostgreSQL refuses."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Final, TypedDict

NAME: Final = "guanxi"
FALLBACK: Final = "nobody"

SystemUser = pwd.struct_passwd


class Identity(TypedDict, total=False):
    """The arguments by which a child process takes another user's identity."""

    user: int
    group: int
    extra_groups: list[int]


def server_user(data_dir: Path) -> SystemUser | None:
    """Whom the server runs as: the folder's owner, else a user of its own; None when we are not root."""
    if os.geteuid() != 0:
        return None
    if data_dir.exists() and data_dir.stat().st_uid != 0:
        return pwd.getpwuid(data_dir.stat().st_uid)
    return _own_user()


def identity(user: SystemUser | None) -> Identity:
    """How a child process becomes this user; empty for None, which keeps our own."""
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def let_through(folder: Path, user: SystemUser) -> None:
    """Let the user pass (not read) the folders above and including this one, where they are closed to him."""
    for step in (*reversed(folder.parents), folder):
        status = step.stat()
        if status.st_uid != user.pw_uid and not status.st_mode & stat.S_IXOTH:
            step.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)


def _own_user() -> SystemUser:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        if shutil.which("useradd") is None:
            return pwd.getpwnam(FALLBACK)
        words = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/bin/false", NAME]
        subprocess.run(words, check=False, capture_output=True)
        return pwd.getpwnam(NAME)
