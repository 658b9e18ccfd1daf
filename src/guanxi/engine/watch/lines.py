"""Log lines: one JSON object each, with time, level, and the request or job during which it was written."""

import logging
import sys
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson

WHERE: ContextVar[Mapping[str, str]] = ContextVar("where", default={})  # noqa: B039 - never changed, only replaced
LARGEST: Final = 20 * 1024 * 1024
LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class Lines(logging.Formatter):
    """A record as one line of JSON; of an exception the type and the places, since its text may hold values."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **WHERE.get(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["places"] = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        return orjson.dumps(line, default=str).decode()


def write_lines(level: str, folder: Path | None, name: str) -> logging.Handler:
    """Writes what `guanxi` logs from this level on to the folder's file of this name, or to standard error.

    A file that has grown large is set aside at the start, once.
    """
    handler = logging.StreamHandler(sys.stderr) if folder is None else logging.FileHandler(_file(folder, name))
    handler.setFormatter(Lines())
    for source, least in (("guanxi", LEVELS[level]), ("psycopg", logging.ERROR)):  # the driver warns of what ends
        log = logging.getLogger(source)
        log.setLevel(least)
        log.addHandler(handler)
        log.propagate = False
    return handler


def _file(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.jsonl"
    if file.exists() and file.stat().st_size > LARGEST:
        file.replace(folder / f"{name}.1.jsonl")
    return file
