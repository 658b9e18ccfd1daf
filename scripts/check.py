"""Run every check that needs no database, two at a time, and show what the failing ones say."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
CLIENT = ROOT / "client"
CLIENT_BIN = CLIENT / "node_modules" / ".bin"
SOURCES = [name for name in ("src", "tests", "scripts", "migrations", "bench") if (ROOT / name).is_dir()]


class Check(NamedTuple):
    """A command that ends with status 0 when all is well."""

    title: str
    words: list[str | Path]
    folder: Path = ROOT


CHECKS = [  # the longest first, so that the two lanes end together
    Check("types", [CLIENT_BIN / "pyright", "--pythonpath", BIN / "python"]),
    Check("client lint", ["npm", "run", "-s", "lint"], CLIENT),
    Check("house rules", [BIN / "python", "-m", "pytest", "-q", "tests/architecture"]),
    Check("client types", ["npm", "run", "-s", "typecheck"], CLIENT),
    Check("audit", [BIN / "python", "scripts/audit.py", "--offline"]),
    Check("dependencies", [BIN / "deptry", "src"]),
    Check("layers", [BIN / "lint-imports", "--no-cache"]),
    Check("lint", [BIN / "ruff", "check", "-q", *SOURCES]),
    Check("format", [BIN / "ruff", "format", "--check", "-q", *SOURCES]),
]


def passes(check: Check) -> bool:
    """Run one check and print one line, or all that it said when it failed."""
    started = time.monotonic()
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    result = subprocess.run(
        check.words, cwd=check.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    verdict = "ok" if result.returncode == 0 else "FAILED"
    said = "" if result.returncode == 0 else f"\n{result.stdout}"
    print(f"{check.title:<14}{verdict:<8}{time.monotonic() - started:5.1f} s{said}", flush=True)
    return result.returncode == 0


if __name__ == "__main__":
    with ThreadPoolExecutor(max_workers=2) as lanes:
        sys.exit(0 if all(list(lanes.map(passes, CHECKS))) else 1)
