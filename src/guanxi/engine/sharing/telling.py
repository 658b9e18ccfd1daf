"""A verdict in words: roles, teams, rules and people by their names."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from guanxi.engine.company import Work
from guanxi.engine.query.seeded import told
from guanxi.engine.sharing.reasons import Reason, Verdict
from guanxi.kernel.principal import Principal


async def told_verdict(
    work: Work, object_name: str, person: Principal, verdict: Verdict, language: str
) -> dict[str, Any]:
    """The verdict with a sentence for each reason, in a language."""
    names = await _names(work, [*verdict.reasons, *verdict.wanting, *verdict.editing], language)

    def tell(reason: Reason) -> dict[str, str]:
        values = {key: _named(value, names, language) for key, value in reason.values.items()}
        values |= {"person": person.name, "object": _label(work, object_name, language)}
        for key, group in (("right", "rights"), ("scope", "scopes")):
            if key in reason.values:
                values[key] = work.company.translate(language, f"system.{group}.{reason.values[key]}")
        if "field" in reason.values:
            values["field"] = _field_label(work, object_name, reason.values["field"], language)
        return {"code": reason.code, "text": work.company.translate(language, f"system.why.{reason.code}", **values)}

    return {
        "person": {"id": str(person.user_id), "title": person.name},
        "sees": verdict.sees,
        "edits": verdict.edits,
        "reasons": [tell(each) for each in verdict.reasons],
        "wanting": [tell(each) for each in verdict.wanting],
        "editing": [tell(each) for each in verdict.editing],
    }


def _label(work: Work, object_name: str, language: str) -> str:
    labels = work.company.registry[object_name].labels
    return work.company.words.label(language, f"{object_name}.label", labels)


def _field_label(work: Work, object_name: str, name: str, language: str) -> str:
    labels = work.company.registry[object_name].fields[name].labels
    return work.company.words.label(language, f"{object_name}.fields.{name}", labels)


def _named(value: Any, names: Mapping[str, str], language: str) -> str:
    """Ids and codes by their names, several with commas."""
    if isinstance(value, list):
        between = "、" if language.startswith("zh") else ", "
        return between.join(names.get(each, each) for each in cast("list[str]", value))
    return names.get(str(value), str(value)) if value is not None else ""


async def _names(work: Work, reasons: Sequence[Reason], language: str) -> dict[str, str]:
    ids = sorted({str(each.values[key]) for each in reasons for key in ("team", "owner") if each.values.get(key)})
    rows = await work.fetch(
        "SELECT id::text, name FROM record.team WHERE id = ANY($1::uuid[])"
        ' UNION ALL SELECT id::text, name FROM record."user" WHERE id = ANY($1::uuid[])',
        ids,
    )
    roles = await work.fetch("SELECT code, name FROM record.role WHERE deleted_at IS NULL AND code IS NOT NULL")
    title = work.company.registry["role"].fields["name"]
    return dict(rows) | {code: told(work.company, language, title, code, name) or name for code, name in roles}
