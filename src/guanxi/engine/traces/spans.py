"""Spans go to a collector where an address is set; a slow statement is told in the log in any case.

A statement's text has places for its values and never the values themselves; of an error nothing is sent, since its
text may quote some.
"""

import logging
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

log = logging.getLogger("guanxi.statements")
SLOW_SECONDS: Final = 1.0
LONGEST: Final = 2_000  # characters of a statement that are told
Facts = dict[str, str | int | float]


class _Process:
    """What this process sends its spans with."""

    tracer: "Tracer | None" = None


def send_spans(address: str, part: str) -> Callable[[], None]:
    """Sends the spans of this process to the OTLP collector at the address; gives what sends the last ones."""
    from guanxi.engine.traces.collector import provider_for  # a process that sends none is spared the memory

    provider = provider_for(address, f"guanxi-{part}")
    _Process.tracer = provider.get_tracer("guanxi")

    def end() -> None:
        _Process.tracer = None
        provider.shutdown()

    return end


@contextmanager
def span(name: str, facts: Facts) -> Generator[Facts]:
    """A span around a request or job; what is added to the facts until it ends is told too."""
    if _Process.tracer is None:
        yield facts
        return
    with _Process.tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as current:
        try:
            yield facts
        finally:
            current.set_attributes(facts)


@contextmanager
def statement_span(statement: str) -> Generator[None]:
    """A span around a statement, and a line in the log where it is slow."""
    started = time.perf_counter()
    try:
        if _Process.tracer is None:
            yield
        else:
            facts = {"db.query.text": statement[:LONGEST]}
            with _Process.tracer.start_as_current_span(
                "statement", attributes=facts, record_exception=False, set_status_on_exception=False
            ):
                yield
    finally:
        seconds = time.perf_counter() - started
        if seconds >= SLOW_SECONDS:
            log.warning("slow statement", extra={"facts": {"ms": round(seconds * 1_000), "text": statement[:LONGEST]}})
