"""The directories that people may sign in through; administrators only."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.keeping import kept_facts
from guanxi.api.own_security import read_path_id
from guanxi.api.provisioning import ROOT
from guanxi.api.records import change_headers
from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Company, Work
from guanxi.engine.company.sentences import sentence
from guanxi.engine.provisioning.mapping import change_groups, groups_of
from guanxi.engine.signon.directories import (
    Directory,
    add_directory,
    all_directories,
    change_directory,
    directory_of,
    remove_directory,
    require_administrator,
)
from guanxi.engine.signon.facts import is_line
from guanxi.engine.signon.ldap.comparing import Order, compare, last_compared
from guanxi.engine.signon.ldap.looking import roles_given
from guanxi.engine.signon.oidc import callback_of
from guanxi.engine.signon.trying import try_directory
from guanxi.kernel.errors import FieldError, Invalid

LONGEST_LOGIN: Final = 200


def _shown(company: Company, directory: Directory) -> dict[str, Any]:
    """What is told of one; only a directory that sends people back has to know where."""
    return directory.shown() | {"callback": callback_of(company, directory.id) if directory.kind == "oidc" else ""}


def _told(call: Call, facts: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What came of the last comparison, its fault in the caller's words."""
    if facts is None:
        return None
    fault = facts.get("fault")
    text = sentence(call.company, call.language, fault, facts.get("values", {})) if fault else None
    return {name: value for name, value in facts.items() if name not in ("fault", "values")} | {"fault": text}


async def list_directories(call: Call) -> Response:
    async with call.reading() as work:
        found = await all_directories(work)
        last = await last_compared(work)
    shown = [_shown(call.company, each) | {"compared": _told(call, last.get(str(each.id)))} for each in found]
    return answer({"directories": shown})


async def _one(call: Call, work: Work, directory_id: Any, status: int = 200) -> Response:
    found = _shown(call.company, await directory_of(work, directory_id))
    compared = (await last_compared(work)).get(found["id"])
    return answer(found | {"compared": _told(call, compared)}, status, change_headers(work))


async def make_directory(call: Call) -> Response:
    facts = await kept_facts(call)
    async with call.work() as work:
        return await _one(call, work, await add_directory(work, facts), 201)


async def patch_directory(call: Call) -> Response:
    facts, wanted = await kept_facts(call), read_path_id(call, "no_such_directory")
    async with call.work() as work:
        await change_directory(work, wanted, facts)
        return await _one(call, work, wanted)


async def drop_directory(call: Call) -> Response:
    wanted = read_path_id(call, "no_such_directory")
    async with call.work() as work:
        await remove_directory(work, wanted)
    return Response(status_code=204, headers=change_headers(work))


async def try_one(call: Call) -> Response:
    """What the directory answers now, in the caller's words; with a login also who that is there."""
    facts, wanted = await kept_facts(call), read_path_id(call, "no_such_directory")
    login = facts.get("login", "")
    if not is_line(login, LONGEST_LOGIN):
        raise Invalid("invalid", errors=[FieldError("login", "not_short_text", {"limit": LONGEST_LOGIN})])
    async with call.reading() as work:
        directory = await directory_of(work, wanted)
    trial = await try_directory(call.company, directory, call.language, login.strip())
    async with call.work() as work:
        note = {"directory": str(directory.id), "is_fine": trial.is_fine}
        await log(work.connection, Entry(str(call.principal.user_id), "directory_tried", note=note))
    found: dict[str, Any] = {"is_fine": trial.is_fine, "findings": [each.shown() for each in trial.findings]}
    if trial.person is not None:
        found["person"] = trial.person.shown(await roles_given(call.company, directory, trial.person))
    return answer(found)


async def compare_one(call: Call) -> Response:
    """Who would go and who would change, and that it is done unless the run is dry."""
    facts, wanted = await kept_facts(call), read_path_id(call, "no_such_directory")
    given = {name: facts.get(name, usual) for name, usual in (("dry_run", True), ("confirmed", False))}
    errors = [FieldError(name, "not_yes_or_no") for name, value in given.items() if not isinstance(value, bool)]
    if errors:
        raise Invalid("invalid", errors=errors)
    async with call.reading() as work:
        directory = await directory_of(work, wanted)
    order = Order(is_dry=given["dry_run"], is_confirmed=given["confirmed"])
    done = await compare(call.company, call.principal, directory, order)
    if done.is_done:
        call.state.sessions.clear()
    headers = {"X-Change-Set": str(done.change_set)} if done.change_set else None
    return answer(done.plan.shown() | {"is_done": done.is_done, "refused": done.refused}, headers=headers)


async def read_provisioning(call: Call) -> Response:
    """The address for provisioning systems, and which team gives which role."""
    async with call.reading() as work:
        await require_administrator(work)
        groups = await groups_of(work)
    return answer({"address": call.company.surroundings.public_url + ROOT, "groups": groups})


async def put_provisioning(call: Call) -> Response:
    facts = await kept_facts(call)
    async with call.work() as work:
        await change_groups(work, facts)
    found = await read_provisioning(call)
    found.headers.update(change_headers(work))
    return found


ROUTES = (
    ("GET", "/sign-on/provisioning", read_provisioning),
    ("PUT", "/sign-on/provisioning", put_provisioning),
    ("GET", "/sign-on/directories", list_directories),
    ("POST", "/sign-on/directories", make_directory),
    ("PATCH", "/sign-on/directories/{id}", patch_directory),
    ("DELETE", "/sign-on/directories/{id}", drop_directory),
    ("POST", "/sign-on/directories/{id}/try", try_one),
    ("POST", "/sign-on/directories/{id}/compare", compare_one),
)
