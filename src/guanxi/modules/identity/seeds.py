"""The roles that a company starts with, as records that its administrator may change."""

from collections.abc import Iterable, Mapping
from typing import Any

from guanxi.engine.changes import Change, write
from guanxi.engine.company import Work
from guanxi.kernel.access import Grant
from guanxi.kernel.modules import Module


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


async def seed_roles(work: Work, modules: Iterable[Module]) -> None:
    """Writes the first roles, named in the language of whoever installs."""
    say, language = work.company.translate, work.principal.language
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
        for code, grants in grants_by_role(modules).items()
    ]
    await write(work, "role", changes)
