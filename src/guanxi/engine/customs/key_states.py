"""What the settings show of encrypted fields: the versions of their keys, how far a rewriting of their values is."""

from typing import Any, Final

from guanxi.engine.company import Work

STATE: Final = """
SELECT k.object, k.field, max(k.version), max(k.made_at), count(*) - 1, r.deed, r.phase, r.done, r.total
FROM engine.field_key k
LEFT JOIN engine.crypto_run r ON r.object = k.object AND r.field = k.field AND r.state = 'running'
WHERE k.object <> '' GROUP BY 1, 2, 6, 7, 8, 9 ORDER BY 1, 2
"""
VALUES: Final = "SELECT object, field, count(*) FROM engine.record_key GROUP BY 1, 2"


async def keys_of_fields(work: Work) -> list[dict[str, Any]]:
    """The encrypted fields with the version of their key, how many values it seals, and how many older keys there
    still are; `run` tells what is being done with the values, and how far it is.
    """
    counts = {(row[0], row[1]): row[2] for row in await work.fetch(VALUES)}
    found: list[dict[str, Any]] = []
    for name, field, version, made_at, older, deed, phase, done, total in await work.fetch(STATE):
        run = {"deed": deed, "phase": phase, "done": done, "total": total} if deed else None
        key = {"object": name, "field": field, "version": version, "made_at": made_at.isoformat(), "older": older}
        found.append({**key, "values": counts.get((name, field), 0), "run": run})
    return found
