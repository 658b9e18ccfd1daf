"""Run every test, of the server and of the client, and fail if either fails."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"


def main() -> int:
    """The worst of the two exit statuses."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    client = subprocess.run(["npm", "test", "--silent"], cwd=ROOT / "client", env=environment)
    server = subprocess.run(
        [BIN / "python", "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope"], cwd=ROOT, env=environment
    )
    return max(client.returncode, server.returncode)


if __name__ == "__main__":
    sys.exit(main())
