"""Write the lock files: every package with its hash, and no word of where it came from."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".venv" / "bin" / "uv"
GROUPS = {
    "runtime": ["pyproject.toml"],
    "dev": ["pyproject.toml", "--group", "dev"],
    "audit": ["--group", "audit"],
    "node": ["--group", "node"],
    "tools": ["--group", "tools"],
}


def lock(name: str, words: list[str]) -> None:
    """Resolve one group into requirements/NAME.txt, keeping the versions that it has where they still fit."""
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-header"]
    limits = [] if name == "runtime" else ["--constraints", "requirements/runtime.txt"]
    target = f"requirements/{name}.txt"
    print(f"{target} ...", flush=True)
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("UV_INDEX", "UV_FIND", "PIP_"))}
    subprocess.run(
        [UV, "pip", "compile", "-q", *words, *options, *limits, "-o", target], cwd=ROOT, env=clean, check=True
    )


if __name__ == "__main__":
    for group, source in GROUPS.items():
        lock(group, source)
