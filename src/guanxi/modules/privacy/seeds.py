"""First purposes and the register of what the product itself does; for older companies the rights to them too."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from guanxi.engine.changes import Change, update, write
from guanxi.engine.company import Work
from guanxi.kernel.modules import Module
from guanxi.modules.identity import grant_facts
from guanxi.modules.privacy.roles import ROLES

LANGUAGES: Final = {"name": "en", "name_zh_cn": "zh-CN", "name_zh_tw": "zh-TW"}
PURPOSES: Final = (
    ("newsletter", "consent", ("email", "wechat"), 24),
    ("offers", "consent", ("email", "phone", "sms", "wechat", "post"), 24),
    ("events", "consent", ("email", "phone", "wechat"), 24),
    ("service", "contract", ("email", "phone", "sms", "wechat", "post"), None),
)
ACTIVITIES: Final = (("customers", "legitimate_interest"), ("marketing", "consent"), ("people", "contract"))
TOLD: Final = ("name", "purpose", "persons", "categories", "receivers", "transfers", "retention", "measures")


async def seed_privacy(work: Work, modules: Iterable[Module]) -> None:
    """Writes the first purposes in three languages, and the register in that of whoever installs."""
    say, language = work.company.translate, work.principal.language
    purposes: list[dict[str, Any]] = [
        {
            **{name: say(each, f"purposes.{code}") for name, each in LANGUAGES.items()},
            "code": code,
            "legal_basis": basis,
            "channels": list(channels),
            "life_months": months,
        }
        for code, basis, channels, months in PURPOSES
    ]
    activities = [
        {"legal_basis": basis, **{name: say(language, f"activities.{code}.{name}") for name in TOLD}}
        for code, basis in ACTIVITIES
    ]
    await write(work, "purpose", [Change("create", values=values) for values in purposes])
    await write(work, "processing_activity", [Change("create", values=values) for values in activities])


async def arrive(work: Work, modules: Iterable[Module]) -> None:
    """What an older company gets: grants that close the officer's offices to others, and the first records."""
    rows = await work.fetch("SELECT code, id, grants FROM record.role WHERE deleted_at IS NULL")
    known: dict[str, tuple[UUID, dict[str, Any]]] = {code: (role_id, grants) for code, role_id, grants in rows}
    for code, grants in ROLES.items():
        facts = {name: grant_facts(grant) for name, grant in grants.items()}
        if code in known:
            role_id, given = known[code]
            await update(work, "role", role_id, {"grants": {**facts, **given}})
    if not await work.fetch("SELECT 1 FROM record.purpose LIMIT 1"):
        await seed_privacy(work, modules)
