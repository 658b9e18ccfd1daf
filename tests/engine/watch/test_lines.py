"""OPS-5: log lines are JSON, say where they come from, and never hold a value."""

import json
import logging
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from guanxi.engine.watch.figures import Figures
from guanxi.engine.watch.lines import LARGEST, WHERE, Lines, write_lines

SECRET = "13800001111"


@contextmanager
def written(level: str, folder: Path) -> Generator[Path]:
    log = logging.getLogger("guanxi")
    before = (log.level, log.propagate)
    handler = write_lines(level, folder, "web")
    try:
        yield folder / "web.jsonl"
    finally:
        for name in ("guanxi", "psycopg"):
            logging.getLogger(name).removeHandler(handler)
        handler.close()
        log.setLevel(before[0])
        log.propagate = before[1]


def test_line_has_time_level_and_place(tmp_path: Path) -> None:
    token = WHERE.set({"request_id": "r1", "user_id": "u1"})
    with written("info", tmp_path) as file:
        logging.getLogger("guanxi.requests").info("request", extra={"facts": {"ms": 1.5}})
        logging.getLogger("guanxi.requests").debug("too small to tell")
        (line,) = [json.loads(each) for each in file.read_text().splitlines()]
    WHERE.reset(token)
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "guanxi.requests",
        "message": "request",
        "request_id": "r1",
        "user_id": "u1",
        "ms": 1.5,
    }


def test_exception_is_told_by_type_and_places_only() -> None:
    try:
        raise ValueError(f"Key (phone)=({SECRET}) already exists")
    except ValueError as error:
        facts = (type(error), error, error.__traceback__)
        record = logging.LogRecord("guanxi", logging.ERROR, "x.py", 1, "job failed", None, facts)
    line = json.loads(Lines().format(record))
    assert line["exception"] == "ValueError"
    assert line["places"][0].startswith("test_lines.py:")
    assert SECRET not in json.dumps(line)


def test_large_file_is_set_aside_at_the_start(tmp_path: Path) -> None:
    with (tmp_path / "web.jsonl").open("wb") as file:
        file.truncate(LARGEST + 1)
    with written("info", tmp_path) as current:
        logging.getLogger("guanxi").warning("new")
        assert len(current.read_text().splitlines()) == 1
    assert (tmp_path / "web.1.jsonl").stat().st_size == LARGEST + 1


@pytest.mark.parametrize(("seconds", "bound"), [(0.001, "0.005"), (0.3, "0.5"), (60, "+Inf")])
def test_durations_are_counted_up_to_their_bound(seconds: float, bound: str) -> None:
    figures = Figures()
    figures.note("GET", "/x", 200, seconds)
    counted = {line for line in figures.lines() if line.startswith("guanxi_request_seconds_bucket") and line[-1] == "1"}
    assert f'guanxi_request_seconds_bucket{{le="{bound}"}} 1' in counted
    assert 'guanxi_request_seconds_bucket{le="+Inf"} 1' in counted
