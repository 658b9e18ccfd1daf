"""Remove every declared clause of rights in turn and see that a test notices."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDS = [ROOT / ".venv" / "bin" / "python", "-m", "pytest", "-q", "-n", "2", "tests/attacks/test_mutants.py"]

if __name__ == "__main__":
    environment = {**os.environ, "GUANXI_EVERY_MUTANT": "yes"}
    sys.exit(subprocess.run([*WORDS, *sys.argv[1:]], cwd=ROOT, env=environment, check=False).returncode)
