"""What a Parquet file says."""

from tempfile import NamedTemporaryFile

import duckdb


def values_of(parquet: bytes) -> str:
    """All that a Parquet file says."""
    with NamedTemporaryFile(suffix=".parquet") as file, duckdb.connect() as connection:
        file.write(parquet)
        file.flush()
        return str(connection.execute("SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?)", [file.name]).fetchall())
