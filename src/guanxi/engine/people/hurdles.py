"""How often something was tried from a place within a time, in the database, so that all processes count together."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from psycopg import AsyncConnection

from guanxi.kernel.errors import TooMany

COUNT = b"""
INSERT INTO engine.hurdle AS h (place, count, ends_at) VALUES ($1, 1, now() + $2::interval)
ON CONFLICT (place) DO UPDATE SET count = CASE WHEN h.ends_at < now() THEN 1 ELSE h.count + 1 END,
 ends_at = CASE WHEN h.ends_at < now() OR $3::boolean THEN now() + $2::interval ELSE h.ends_at END
RETURNING count, ceil(extract(epoch FROM ends_at - now()))::integer
"""


def network_of(address: str) -> str:
    """What counts as one place: an IPv4 address, or the /64 of an IPv6 one, all of which one subscriber has."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        return found.ipv4_mapped.compressed if found.ipv4_mapped else found.exploded[:19]
    return found.compressed


async def count_up(
    connection: AsyncConnection, place: str, within: timedelta, *, goes_on: bool = False
) -> tuple[int, int]:
    """How often with this time, and in how many seconds it is forgotten; `goes_on` starts the time anew each time."""
    row = await (await connection.execute(COUNT, [place, within, goes_on])).fetchone()
    assert row is not None
    await connection.execute(b"DELETE FROM engine.hurdle WHERE ends_at < now() - interval '1 day'")
    return row[0], row[1]


async def counted(connection: AsyncConnection, place: str) -> int:
    """How often so far."""
    cursor = await connection.execute(b"SELECT count FROM engine.hurdle WHERE place = $1 AND ends_at > now()", [place])
    row = await cursor.fetchone()
    return row[0] if row else 0


async def limit(connection: AsyncConnection, place: str, most: int, within: timedelta) -> None:
    """Counts one more. Raises TooMany where that is more than so many within the time."""
    count, seconds = await count_up(connection, place, within)
    if count > most:
        raise TooMany("too_many", extra={"retry_after": seconds})
