"""Run every test, of the server and of the client, weigh the built client, and fail if any of them fails."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"


def main() -> int:
    """The worst of the exit statuses."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    client = subprocess.run(["npm", "test", "--silent"], cwd=ROOT / "client", env=environment)
    size = subprocess.run(["npm", "run", "-s", "size"], cwd=ROOT / "client", env=environment)
    server = subprocess.run(
        [BIN / "python", "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope"], cwd=ROOT, env=environment
    )
    return max(client.returncode, size.returncode, server.returncode)


if __name__ == "__main__":
    sys.exit(main())
