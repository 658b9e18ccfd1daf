"""The bare statements without any Python, from pgbench: a slow bare application would show here."""

import re
import subprocess
import tempfile
from pathlib import Path

from guanxi.engine.store.embedded import binaries

SECONDS = 4
COLUMNS = "id, name, account, job_title, mobile, email, owner, updated_at"
STATEMENTS = {
    "get": f"SELECT {COLUMNS} FROM bare.contact WHERE id = :id",
    "list50": f"SELECT {COLUMNS} FROM bare.contact ORDER BY updated_at DESC, id DESC LIMIT 50;",
    "list50_count": f"SELECT {COLUMNS} FROM bare.contact ORDER BY updated_at DESC, id DESC LIMIT 50;\n"
    "SELECT count(*) FROM (SELECT 1 FROM bare.contact LIMIT 10001) x;",
    "kanban_counts": "SELECT stage, count(*), sum(amount) FROM bare.opportunity GROUP BY 1;",
}


def plain_rates(url: str, some_id: str) -> dict[str, float]:
    """Transactions a second of 16 clients for each statement."""
    return {name: _rate(url, text.replace(":id", f"'{some_id}'::uuid;")) for name, text in STATEMENTS.items()}


def _rate(url: str, text: str) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        Path(file.name).write_text(text)
        words = [binaries() / "pgbench", "-n", "-M", "prepared", "-c", "16", "-j", "1", "-T", str(SECONDS)]
        said = subprocess.run([*words, "-f", file.name, url], capture_output=True, text=True, check=True).stdout
    found = re.search(r"tps = ([\d.]+)", said)
    assert found is not None, said
    return float(found[1])
