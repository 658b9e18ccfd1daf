"""The notifier: reads what was committed since the last look, about every 50 ms while somebody listens."""

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import AsyncIterator
from typing import Any

from guanxi.engine.company import Company
from guanxi.engine.people import renew_grants, roles_mark

logger = logging.getLogger(__name__)
PAUSE = 0.05
MOST = 500
MOST_OF_ONE = 20  # streams of one person in one process; a browser shares one among its tabs
# A change is shown when no transaction older than its own is still running, so that none is ever skipped.
NEWER = b"""
SELECT c.seq, c.change_set::text, s.by_user::text, c.object, c.record_id::text, c.kind, s.source
FROM engine.change c JOIN engine.change_set s ON s.id = c.change_set
WHERE c.seq > $1 AND c.xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY c.seq LIMIT $2
"""
LATEST = b"SELECT coalesce(max(seq), 0) FROM engine.change WHERE xid < pg_snapshot_xmin(pg_current_snapshot())"
SHAPE = b"SELECT coalesce((SELECT (value)::bigint FROM engine.setting WHERE name = 'shape'), 0)"
Event = tuple[str, int, dict[str, Any]]
END: Event = ("end", 0, {})
END_STREAMS = signal.SIGUSR1  # what a process of the web server is told before it is asked to end


class Notifier:
    """One for each process; listeners get `(event, seq, facts)`. `on_shape` runs when objects or fields have
    changed."""

    def __init__(self, company: Company, on_shape: Any) -> None:
        self.company = company
        self.on_shape = on_shape
        self.listeners: dict[asyncio.Queue[Event], str] = {}
        self.position = 0
        self.is_ending = False
        self._task: asyncio.Task[None] | None = None
        self._roles = company.roles_mark
        self._shape: int | None = None

    async def start(self) -> None:
        async with self.company.pool.connection() as connection:
            row = await (await connection.execute(LATEST)).fetchone()
        self.position = row[0] if row else 0
        self._task = asyncio.create_task(self._run())
        if threading.current_thread() is threading.main_thread():
            asyncio.get_running_loop().add_signal_handler(END_STREAMS, self.end)

    def end(self) -> None:
        """Lets every listener go: the web server waits for open streams before it stops."""
        self.is_ending = True
        for listener in self.listeners:
            listener.put_nowait(END)

    async def stop(self) -> None:
        self.end()
        if threading.current_thread() is threading.main_thread():
            asyncio.get_running_loop().remove_signal_handler(END_STREAMS)
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def publish(self, event: Event) -> None:
        for listener in self.listeners:
            if listener.qsize() < 1_000:
                listener.put_nowait(event)

    async def _run(self) -> None:
        ticks = 0
        while True:
            await asyncio.sleep(PAUSE if self.listeners else PAUSE * 10)
            ticks += 1
            try:
                if self.listeners:
                    await self._look()
                if not self.listeners or ticks % 10 == 0:  # every half second
                    await self._look_at_shape()
                    await self._look_at_roles()
            except Exception:  # whatever one look finds, the next one comes
                logger.exception("what others changed could not be looked at")
                await asyncio.sleep(1)

    async def _look(self) -> None:
        async with self.company.pool.connection() as connection:
            rows = await (await connection.execute(NEWER, [self.position, MOST])).fetchall()
        sets: dict[str, dict[str, Any]] = {}
        for seq, change_set, by_user, object_name, record_id, kind, source in rows:
            facts = sets.setdefault(
                change_set, {"change_set": change_set, "by": by_user, "source": source, "records": []}
            )
            facts["seq"] = seq
            facts["records"].append({"object": object_name, "id": record_id, "kind": kind})
            self.position = seq
        for facts in sets.values():
            self.publish(("change", facts["seq"], facts))

    async def _look_at_shape(self) -> None:
        async with self.company.pool.connection() as connection:
            row = await (await connection.execute(SHAPE)).fetchone()
        version = int(row[0]) if row else 0
        if version != self.company.registry.version:
            await self.on_shape()
        if self._shape is not None and version != self._shape:  # also when this very process has shaped it
            self.publish(("meta", self.position, {"version": version}))
        self._shape = version

    async def _look_at_roles(self) -> None:
        """Takes changed roles into the running company, those too that came while it was being opened."""
        async with self.company.pool.connection() as connection:
            mark = await roles_mark(connection)
        if self._roles is not None and mark != self._roles:
            await renew_grants(self.company)
            self.publish(("meta", self.position, {"version": self.company.registry.version}))
        self._roles = mark

    async def listen(self, after: int | None = None, whose: str = "") -> AsyncIterator[Event]:
        """Events as they come, at first those after the cursor; a ping every 15 s keeps the line open.

        Of somebody who has many streams the oldest ends.
        """
        queue: asyncio.Queue[Event] = asyncio.Queue()
        if not self.listeners:
            await self._skip()
        self._make_room(whose)
        self.listeners[queue] = whose
        try:
            for event in await self._missed(after):
                yield event
            while not self.is_ending:
                event: Event = ("ping", self.position, {})
                with contextlib.suppress(TimeoutError):
                    event = await asyncio.wait_for(queue.get(), 15)
                if event is END:
                    return
                yield event
        finally:
            self.listeners.pop(queue, None)

    def _make_room(self, whose: str) -> None:
        """Lets the oldest stream of this person go, where he has as many as one may have."""
        own = [listener for listener, person in self.listeners.items() if person == whose]
        if whose and len(own) >= MOST_OF_ONE:
            del self.listeners[own[0]]
            own[0].put_nowait(END)

    async def _skip(self) -> None:
        async with self.company.pool.connection() as connection:
            row = await (await connection.execute(LATEST)).fetchone()
        self.position = max(self.position, row[0] if row else 0)

    async def _missed(self, after: int | None) -> list[Event]:
        if after is None or after >= self.position:
            return []
        async with self.company.pool.connection() as connection:
            rows = await (await connection.execute(NEWER, [after, MOST])).fetchall()
        if len(rows) == MOST:
            return [("meta", self.position, {"version": self.company.registry.version})]
        return [
            (
                "change",
                row[0],
                {
                    "seq": row[0],
                    "change_set": row[1],
                    "by": row[2],
                    "source": row[6],
                    "records": [{"object": row[3], "id": row[4], "kind": row[5]}],
                },
            )
            for row in rows
            if row[0] <= self.position
        ]
