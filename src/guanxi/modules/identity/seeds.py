"""The roles that a company starts with, as records that its administrator may change."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson

from guanxi.engine.changes import Change, write
from guanxi.engine.company import Work
from guanxi.kernel.access import Grant
from guanxi.kernel.modules import Module

GIVEN: Final = """SELECT code FROM record.role WHERE code IS NOT NULL
UNION SELECT jsonb_array_elements_text(value) FROM engine.setting WHERE name = 'first_roles'"""
NOTE_GIVEN: Final = """INSERT INTO engine.setting (name, value) VALUES ('first_roles', $1::jsonb)
ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE setting.value IS DISTINCT FROM excluded.value"""


def grant_facts(grant: Grant) -> dict[str, Any]:
    """A grant as the JSON that a role keeps."""
    return {"rights": sorted(grant.rights), "read": grant.read, "edit": grant.edit, "fields": dict(grant.fields)}


def grants_by_role(modules: Iterable[Module]) -> dict[str, dict[str, Any]]:
    """What all modules together grant to each of the first roles."""
    found: dict[str, dict[str, Any]] = {}
    for module in modules:
        for role, grants in module.roles.items():
            found.setdefault(role, {}).update(_facts(grants))
    return found


def _facts(grants: Mapping[str, Grant]) -> dict[str, Any]:
    return {name: grant_facts(grant) for name, grant in grants.items()}


async def seed_roles(work: Work, modules: Iterable[Module]) -> int:
    """Writes the first roles that this company was not given yet, named in the language of whoever installs.

    A later version may bring more of them; one that was deleted for good does not come back. Answers how many.
    """
    say, language = work.company.translate, work.principal.language
    rows = await work.fetch(GIVEN)
    new = {code: grants for code, grants in grants_by_role(modules).items() if code not in {row[0] for row in rows}}
    changes = [
        Change(
            "create",
            values={
                "code": code,
                "name": say(language, f"roles.{code}.name"),
                "description": say(language, f"roles.{code}.description"),
                "grants": grants,
                "is_locked": code == "administrator",
            },
        )
        for code, grants in new.items()
    ]
    if changes:
        await write(work, "role", changes)
    await work.execute(NOTE_GIVEN, orjson.dumps(sorted({*new, *(row[0] for row in rows)})).decode())
    return len(changes)
