"""Identifiers: UUID version 7 (RFC 9562), ordered by the time at which they were made."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last_millisecond = 0
_counter = 0


def new_id() -> UUID:
    """A new UUIDv7; ids made by one process ascend strictly, also within one millisecond."""
    global _last_millisecond, _counter
    with _lock:
        now = time.time_ns() // 1_000_000
        if now > _last_millisecond:
            _last_millisecond, _counter = now, int.from_bytes(os.urandom(2), "big") & 0x3FF
        else:
            _counter += 1
            if _counter > 0xFFF:
                _last_millisecond, _counter = _last_millisecond + 1, 0
        stamp, counter = _last_millisecond, _counter
    random_bits = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return UUID(int=stamp << 80 | 0x7 << 76 | counter << 64 | 0x2 << 62 | random_bits)


def read_id(text: object) -> UUID | None:
    """The id that a text stands for, or None where it stands for none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
