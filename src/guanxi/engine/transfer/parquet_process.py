"""A program of its own that writes lines of JSON as Parquet, whatever their number within the same memory.

What it may need for that ends with it, and the server does not grow. It is run by its path and knows nothing of the
rest of Guanxi; it reads the order from its input: the rows, the file to be, its columns and the longest line.
"""

import json
import sys
from typing import Any

import duckdb

ROWS_IN_GROUP = 100_000
LIMITS = {"memory_limit": "256MB", "threads": 1, "autoinstall_known_extensions": False}
SHORTEST_BUFFER = 1 << 20


def main() -> None:
    order: dict[str, Any] = json.load(sys.stdin)
    connection = duckdb.connect(config={**LIMITS, "temp_directory": order["rows"] + ".spill"})
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(statement(order))


def statement(order: dict[str, Any]) -> str:
    """The rows name their columns by number, since a name may be anything."""
    types = ", ".join(f"'{place}': {text(kind)}" for place, (_, kind) in enumerate(order["columns"]))
    selected = ", ".join(f'"{place}" AS {quoted(name)}' for place, (name, _) in enumerate(order["columns"]))
    size = max(order["longest"] + 1, SHORTEST_BUFFER)
    source = (
        f"read_json({text(order['rows'])}, format = 'newline_delimited', compression = 'uncompressed',"
        f" maximum_object_size = {size}, columns = {{{types}}})"
    )
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_IN_GROUP}"
    return f"COPY (SELECT {selected} FROM {source}) TO {text(order['target'])} ({options})"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


if __name__ == "__main__":
    main()
