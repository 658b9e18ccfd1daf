"""Run every test, of the server and of the client, weigh the built client, and fail if any of them fails."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
FAILED = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
MOST_SHAKY = 3
# in the order of the folders, so that a worker's journeys in the browser follow each other and share one product
ALL_TESTS = ("-n", "2", "--dist", "loadscope", "--no-loadscope-reorder", "--durations", "25")


def run_tests(environment: dict[str, str], *words: str) -> int:
    return subprocess.run([BIN / "python", "-m", "pytest", "-q", *words], cwd=ROOT, env=environment).returncode


def told_again(environment: dict[str, str], status: int) -> int:
    """The status where nothing but a few journeys in the browser failed and each of these passes alone.

    A journey that fails beside others and passes alone met a busy machine; it is named, for it is a fault to mend.
    """
    failed = sorted(json.loads(FAILED.read_text())) if status == 1 and FAILED.exists() else []
    if not failed or len(failed) > MOST_SHAKY or not all(each.startswith("tests/browser/") for each in failed):
        return status
    print("\nShaky, told once more alone:", *failed, sep="\n  ", flush=True)
    return run_tests(environment, "-n", "0", *failed)


def main() -> int:
    """The worst of the exit statuses."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    client = subprocess.run(["npm", "test", "--silent"], cwd=ROOT / "client", env=environment)
    size = subprocess.run(["npm", "run", "-s", "size"], cwd=ROOT / "client", env=environment)
    FAILED.unlink(missing_ok=True)
    server = told_again(environment, run_tests(environment, *ALL_TESTS))
    return max(client.returncode, size.returncode, server)


if __name__ == "__main__":
    sys.exit(main())
