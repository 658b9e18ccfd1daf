"""Identifiers: UUID version 7 (RFC 9562), ordered by the time at which they were made."""

import os
import threading
import time
from uuid import UUID


class _Clock:
    """The last millisecond in which an id was made, and how many there were in it."""

    lock = threading.Lock()
    millisecond = 0
    counter = 0


def new_id() -> UUID:
    """A new UUIDv7; ids made by one process ascend strictly, also within one millisecond."""
    with _Clock.lock:
        now = time.time_ns() // 1_000_000
        if now > _Clock.millisecond:
            _Clock.millisecond, _Clock.counter = now, int.from_bytes(os.urandom(2), "big") & 0x3FF
        else:
            _Clock.counter += 1
            if _Clock.counter > 0xFFF:
                _Clock.millisecond, _Clock.counter = _Clock.millisecond + 1, 0
        stamp, counter = _Clock.millisecond, _Clock.counter
    random_bits = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return UUID(int=stamp << 80 | 0x7 << 76 | counter << 64 | 0x2 << 62 | random_bits)


def read_id(text: object) -> UUID | None:
    """The id that a text stands for, or None where it stands for none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
