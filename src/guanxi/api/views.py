"""Saved views: mine, my team's, everyone's."""

from collections.abc import Mapping
from typing import Any, cast

import orjson
from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.keeping import kept_facts
from guanxi.api.reading import id_of
from guanxi.api.records import change_headers
from guanxi.api.seen_views import as_seen
from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Work
from guanxi.engine.customs.kept_filters import values_asked
from guanxi.engine.history.beside import VIEWS
from guanxi.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from guanxi.kernel.filters import read_filter
from guanxi.kernel.identifiers import new_id

SHARES = ("me", "team", "everyone")
KEPT = ("name", "kind", "columns", "sort", "filter", "group", "by", "total", "until", "widths")
TEXTS = ("name", "kind")
NAMES = ("group", "by", "total", "until")
LISTS = ("columns", "sort")
VISIBLE = "(v.owner = $1::uuid OR v.shared = 'everyone' OR (v.shared = 'team' AND v.team = ANY($2::uuid[])))"


async def _given(call: Call) -> Mapping[str, Any]:
    """The body. Raises Invalid where a part of the view is of another kind than the description says."""
    facts = await kept_facts(call)
    texts = [name for name in TEXTS if name in facts and not isinstance(facts[name], str)]
    texts += [name for name in NAMES if not isinstance(facts.get(name), str | None)]
    lists = [name for name in LISTS if name in facts and not _are_texts(facts[name])]
    if texts or lists:
        wrong = {**dict.fromkeys(texts, "not_text"), **dict.fromkeys(lists, "not_a_list")}
        raise Invalid("invalid", errors=[FieldError(name, code) for name, code in wrong.items()])
    return facts


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in cast("list[Any]", value))


def _checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: facts[name] for name in KEPT if name in facts}
    if not isinstance(kept.get("name", ""), str) or not 0 < len(kept.get("name", "-")) <= 100:
        raise Invalid("invalid", errors=[FieldError("name", "too_long", {"limit": 100, "length": 0})])
    if facts.get("shared", "me") not in SHARES:
        raise Invalid("invalid", errors=[FieldError("shared", "unknown_choice", {"choices": ", ".join(SHARES)})])
    read_filter(kept.get("filter"))
    if len(orjson.dumps(kept)) > 50_000:
        raise Invalid("invalid", errors=[FieldError("filter", "too_long", {"limit": 50_000, "length": 0})])
    return kept


def _refuse_encrypted(call: Call, object_name: str, facts: Mapping[str, Any]) -> None:
    """Raises Invalid where the view would keep a value of an encrypted field in clear."""
    spec = call.company.registry.objects.get(object_name)
    found = values_asked(call.company.registry, spec, read_filter(facts.get("filter"))) if spec else set[str]()
    if found:
        raise Invalid("invalid", errors=[FieldError("filter", "encrypted_in_view", {"field": sorted(found)[0]})])


def _facts(row: tuple[Any, ...], person: str) -> dict[str, Any]:
    view_id, object_name, owner, shared, facts = row
    return {"id": str(view_id), "object": object_name, "shared": shared, "is_mine": str(owner) == person, **facts}


async def list_views(call: Call) -> Response:
    async with call.reading() as work:
        rows = await work.fetch(
            f"SELECT v.id, v.object, v.owner, v.shared, v.facts FROM engine.saved_view v WHERE {VISIBLE}"
            " AND ($3 = '' OR v.object = $3) ORDER BY v.id",
            str(call.principal.user_id),
            [str(team) for team in call.principal.team_ids],
            call.query("object"),
        )
    shown = [facts for row in rows if (facts := _as_seen(call, row))]
    return answer({"views": shown})


def _as_seen(call: Call, row: tuple[Any, ...]) -> dict[str, Any] | None:
    """A view for who may read its object, since its filter tells of it; one of another without hidden fields."""
    person = str(call.principal.user_id)
    if row[1] not in call.company.registry:
        return None

    def rights_of(name: str) -> Rights:
        return call.company.rights(call.principal, name)

    rights = rights_of(row[1])
    facts = row[4] if str(row[2]) == person else as_seen(row[4], rights, rights_of)
    return _facts((*row[:4], facts), person) if rights.may("read") and facts is not None else None


async def _own(work: Work, call: Call) -> tuple[Any, ...]:
    await VIEWS.take_turns(work, {"id": id_of(call)})
    rows = await work.fetch(
        "SELECT v.id, v.object, v.owner, v.shared, v.facts, coalesce(v.team, u.team) FROM engine.saved_view v"
        ' LEFT JOIN record."user" u ON u.id = v.owner WHERE v.id = $1::uuid',
        str(id_of(call)),
    )
    if not rows:
        raise NotFound("no_such_view")
    if str(rows[0][2]) != str(call.principal.user_id) and "administrator" not in call.principal.roles:
        raise Forbidden("not_yours")
    return rows[0]


def _team_of(call: Call) -> str | None:
    team = call.principal.primary_team_id
    return str(team) if team else None


def _team_after(call: Call, row: tuple[Any, ...], shared: str) -> str | None:
    """The team that a view is of: the one it had, until its owner shares it anew."""
    is_anew = shared == "team" and row[3] != "team" and str(row[2]) == str(call.principal.user_id)
    return (_team_of(call) if is_anew else None) or row[5]


async def add_view(call: Call) -> Response:
    facts = await _given(call)
    kept = _checked({"name": "", "kind": "table", **facts})
    object_name = str(facts.get("object"))
    call.company.rights(call.principal, object_name).require("read")
    _refuse_encrypted(call, object_name, kept)
    shared, team = facts.get("shared", "me"), _team_of(call)
    person, view_id = str(call.principal.user_id), new_id()
    async with call.work() as work:
        row = {"id": view_id, "object": object_name, "owner": person, "team": team, "shared": shared, "facts": kept}
        await VIEWS.put(work, view_id, row)
    return answer(_facts((view_id, object_name, person, shared, kept), person), 201, change_headers(work))


async def change_view(call: Call) -> Response:
    facts = await _given(call)
    async with call.work() as work:
        row = await _own(work, call)
        kept = _checked({**row[4], "shared": row[3], **facts})
        _refuse_encrypted(call, row[1], kept)
        shared = facts.get("shared", row[3])
        changed = {"shared": shared, "team": _team_after(call, row, shared), "facts": kept}
        await VIEWS.put(work, row[0], {"id": row[0], "object": row[1], "owner": row[2], **changed})
    view = _facts((row[0], row[1], row[2], shared, kept), str(call.principal.user_id))
    return answer(view, headers=change_headers(work))


async def drop_view(call: Call) -> Response:
    async with call.work() as work:
        row = await _own(work, call)
        await VIEWS.take(work, row[0], {"id": row[0]})
    return Response(status_code=204, headers=change_headers(work))


ROUTES = (
    ("GET", "/views", list_views),
    ("POST", "/views", add_view),
    ("PATCH", "/views/{id}", change_view),
    ("DELETE", "/views/{id}", drop_view),
)
