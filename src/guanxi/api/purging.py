"""Deleting for good what waits in the recycle bin: one record, several, or all that is due."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.problems import message_of
from guanxi.api.reading import ids_of, refuse_lines
from guanxi.engine.changes.purge import Purged, count_due, purge, purge_due
from guanxi.engine.changes.referring import holders
from guanxi.engine.changes.retention import kept_since, retention_of
from guanxi.engine.company import Work
from guanxi.engine.query import titles_of
from guanxi.kernel.errors import Conflict, Forbidden, GuanxiError, NotFound

MOST_SHOWN = 200
BY_CODE: Mapping[str, type[GuanxiError]] = {"no_such_record": NotFound, "not_yours": Forbidden}


async def _referring(work: Work, name: str, found: Purged) -> Mapping[str, dict[str, Any]]:
    """For what stays because others refer to it, who does."""
    ids = [each for each, error in found.refused.items() if error.code == "referred_to"][:MOST_SHOWN]
    return await holders(work, name, ids, kept_since(work, (await retention_of(work)).days)) if ids else {}


async def purge_record(work: Work, name: str, record_id: UUID) -> None:
    """Deletes one record for good. Raises NotFound, Forbidden or Conflict."""
    found = await purge(work, name, [str(record_id)])
    known = await _referring(work, name, found)
    for each, error in found.refused.items():
        extra = {"referred_by": known[each]} if each in known else dict(error.values)
        raise BY_CODE.get(error.code, Conflict)(error.code, extra=extra, **error.values)


async def count_purge(call: Call) -> Response:
    name = refuse_lines(call)
    async with call.reading() as work:
        return answer({"due": await count_due(work, name)})


async def purge_records(call: Call) -> Response:
    name, facts = refuse_lines(call), await call.facts()
    async with call.work() as work:
        if facts.get("due") is True:
            found = await purge_due(work, name)
        else:
            found = await purge(work, name, [str(each) for each in ids_of(facts.get("ids"))])
        known = await _referring(work, name, found)
        titles = await titles_of(work, name, set(list(found.refused)[:MOST_SHOWN]))
    told = {"changed": found.gone, "change_set": work.change_set, "is_complete": found.is_complete}
    told |= {"left": len(found.refused)}
    headers = {"X-Change-Set": str(work.change_set)} if work.change_set else {}
    return answer({**told, "refused": _refused(call, found, known, titles)}, headers=headers)


def _refused(
    call: Call, found: Purged, known: Mapping[str, dict[str, Any]], titles: Mapping[str, str]
) -> list[dict[str, Any]]:
    shown = list(found.refused.items())[:MOST_SHOWN]
    return [
        {
            "id": each,
            "title": titles.get(each),
            "errors": [
                {"field": error.field, "code": error.code, "message": message_of(call.company, call.language, error)}
            ],
            **({"referred_by": known[each]} if each in known else {}),
        }
        for each, error in shown
    ]
