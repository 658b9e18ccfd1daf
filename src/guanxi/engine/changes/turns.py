"""Turns at making new records of an object: who makes many at once looks for equals when the others are there."""

from guanxi.engine.company import Work


async def take_turn(work: Work, object_name: str, *, is_shared: bool = False) -> None:
    """Waits until no other work makes many records of the object, and keeps others waiting until this one ends.

    Works that share their turn do not wait for each other.
    """
    how = "_shared" if is_shared else ""
    await work.execute(f"SELECT pg_advisory_xact_lock{how}(hashtextextended($1::text, 7207))", object_name)
