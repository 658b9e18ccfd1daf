"""The tags that the demo company knows, and which of them its contacts have."""

from typing import Any
from uuid import UUID

from guanxi.engine.company import Company
from guanxi.engine.customs import Shaper, change_field
from guanxi.kernel.principal import system
from guanxi.modules.demo.vocabulary import spoken, traditional, words

ONE_IN = 5


async def make_tags_known(company: Company) -> None:
    """Gives accounts and contacts their known tags; again without harm."""
    shaper = Shaper(company, company.registry, system())
    for object_name, facts in words("tags").items():
        groups = [{"key": key, "labels": _labels(pair)} for key, pair in facts["groups"].items()]
        tags = [
            {"key": english, "labels": _labels([chinese, english]), "colour": colour, "group": group}
            for chinese, english, colour, group in facts["tags"]
        ]
        await change_field(shaper, object_name, "tags", {"choices": tags, "tag_groups": groups})


def _labels(pair: list[str]) -> dict[str, str]:
    chinese, english = pair
    return {"en": english, "zh-CN": chinese, "zh-TW": traditional(chinese)}


def contact_tags(contact_id: UUID, language: str) -> dict[str, Any]:
    """The tags of some contacts, by their ids, as people of this language write them."""
    tags = words("tags")["contact"]["tags"]
    turn, rest = divmod(contact_id.int, ONE_IN)
    return {} if rest else {"tags": [spoken(tags[turn % len(tags)][:2], language)]}
