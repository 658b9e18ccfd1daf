"""The keys of encrypted fields: their versions, how far a rotation is, and a new one in the place of the old."""

from typing import Any

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.own_security import require_confirmed
from guanxi.api.user_security import require_administrator
from guanxi.engine.customs.key_states import keys_of_fields
from guanxi.engine.customs.rotating import rotate_field
from guanxi.engine.customs.unsealing import want_opening


async def list_keys(call: Call) -> Response:
    """Who wraps the keys, and the encrypted fields with how much is still to be sealed or wrapped anew."""
    require_administrator(call)
    async with call.reading() as work:
        found = await keys_of_fields(work)
    fields = [each for each in (_named(call, key) for key in found) if each]
    return answer({"keeper": call.company.keyring.keeper.prefix.removesuffix(":"), "fields": fields})


def _named(call: Call, key: dict[str, Any]) -> dict[str, Any] | None:
    """The key with the words for its field, under the name that this has today; None where the field is gone."""
    spec = call.company.registry.objects.get(key["object"])
    fields = spec.fields.values() if spec else ()
    each = next((each for each in fields if each.first_name == key["field"]), None)
    if spec is None or each is None:
        return None
    words, language = call.company.words, call.language
    label = words.label(language, f"{spec.name}.fields.{each.name}", each.labels)
    return {
        **key,
        "field": each.name,
        "label": label,
        "object_label": words.label(language, f"{spec.name}.plural", spec.plural_labels),
    }


async def renew_key(call: Call) -> Response:
    """A new key; every value is written anew under it in the background."""
    require_administrator(call)
    async with call.work() as work:
        version = await rotate_field(work, call.path("object"), call.path("field"))
    return answer({"version": version}, 202)


async def open_field(call: Call) -> Response:
    """The field becomes plain in the background, for a reason that the log keeps."""
    require_administrator(call)
    facts = await call.facts()
    await require_confirmed(call, facts)
    async with call.work() as work:
        await want_opening(work, call.path("object"), call.path("field"), str(facts.get("reason") or ""))
    return Response(status_code=204)


ROUTES = (
    ("GET", "/keys", list_keys),
    ("POST", "/keys/{object}/{field}", renew_key),
    ("POST", "/keys/{object}/{field}/open", open_field),
)
