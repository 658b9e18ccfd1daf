"""Why somebody can or cannot see a record: the reasons agree with what he really sees, in any world. ACC-5."""

import pytest
from hypothesis import given, settings

from tests.contract.worlds import World
from tests.properties.permits import Person
from tests.properties.scenes import KINDS, Scene, Wish, play, wishes
from tests.properties.test_rights import PHASES, visits

pytestmark = pytest.mark.anyio


@settings(max_examples=12, derandomize=True, phases=PHASES)
@given(wish=wishes)
async def test_reasons_agree_with_what_is_seen_and_edited(world: World, people: dict[str, Person], wish: Wish) -> None:
    scene = await play(world, people, wish)
    async for person, client in visits(scene, people):
        for name, key, record in scene.each():
            seen = (await client.get(f"/records/{name}/{key}")).status_code == 200
            verdict = await asked(scene, person, name, key)
            assert verdict["sees"] == (seen and scene.permits.may(person, name, "read")), verdict
            assert bool(verdict["reasons"]) == verdict["sees"], verdict
            may_edit = scene.permits.may(person, name, "edit") and scene.permits.in_scope(person, name, "edit", record)
            assert verdict["edits"] == (verdict["sees"] and may_edit), verdict
            assert bool(verdict["wanting"]) != (verdict["sees"] and verdict["edits"]), verdict
            assert verdict["edits"] or not verdict["editing"], verdict


@settings(max_examples=4, derandomize=True, phases=PHASES)
@given(wish=wishes)
async def test_reasons_for_fields_agree_with_what_is_shown(world: World, people: dict[str, Person], wish: Wish) -> None:
    scene = await play(world, people, wish)
    async for person, _ in visits(scene, people):
        for name, key, record in scene.each():
            for part in [*KINDS[name]][:3]:
                verdict = await asked(scene, person, name, key, part)
                is_shown = scene.permits.sees(person, name, record) and scene.permits.reads(person, name, part)
                assert verdict["sees"] == is_shown, (part, verdict)


async def asked(scene: Scene, person: Person, name: str, key: str, part: str = "") -> dict[str, bool]:
    """The answer that an administrator gets, in which nothing is left to be filled in."""
    admin = await scene.world.client("admin")
    answer = await admin.get(f"/records/{name}/{key}/why", params={"user": person.id, "field": part})
    assert answer.status_code == 200, answer.text
    told = [each for part in ("reasons", "wanting", "editing") for each in answer.json()[part]]
    assert "{" not in "".join(each["text"] for each in told)
    return answer.json()
