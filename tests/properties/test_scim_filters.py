"""The filters of SCIM find in SQL what they find in Python: RFC 7644 section 3.4.2.2."""

from collections.abc import Generator
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import given, settings
from hypothesis import strategies as st
from scim2_models import ScimFilter

from guanxi.api.scim_facts import resource_of
from guanxi.engine.company import Company
from guanxi.engine.provisioning.resources import USER, User
from guanxi.engine.provisioning.sources import Wish, page_of
from guanxi.engine.provisioning.writing import Saved, save_user
from guanxi.kernel.principal import system
from tests.contract.worlds import World, open_world
from tests.databases import Databases

WORDS = ["", "a", "A", "ab", "Ba", "王伟", "é", "É", "%", "_", "\\", "'", "a b"]
TEXTS = [
    "userName",
    "displayName",
    "title",
    "name.familyName",
    "emails.value",
    "emails.type",
    "emails",
    "externalId",
    "id",
]
PEOPLE: list[dict[str, Any]] = [
    {"userName": "a", "displayName": "A", "title": "ab"},
    {"userName": "Ba", "displayName": "王伟", "name": {"familyName": "王"}, "active": False},
    {"userName": "é", "displayName": "a b", "title": "%", "externalId": "ab"},
    {"userName": "_", "displayName": "É", "emails": [{"value": "a@b.com", "type": "work", "primary": True}]},
    {"userName": "\\", "displayName": "'", "emails": [{"value": "ab@b.com", "type": "home"}, {"value": "x@y.com"}]},
    {"userName": "ab", "displayName": "ab", "title": "A", "externalId": "A"},
]
OPERATORS = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"]
quoted = st.sampled_from(WORDS).map(ScimFilter.quote)
texts = st.builds("{} {} {}".format, st.sampled_from(TEXTS), st.sampled_from(OPERATORS), quoted)
flags = st.builds("active {} {}".format, st.sampled_from(["eq", "ne"]), st.sampled_from(["true", "false"]))
present = st.builds("{} pr".format, st.sampled_from([*TEXTS, "active", "groups"]))
inner = st.one_of(
    st.builds("{} {} {}".format, st.sampled_from(["value", "type"]), st.sampled_from(["eq", "ne", "co", "sw"]), quoted),
    st.sampled_from(["primary eq true", "type pr", "not (type pr)"]),
)
several = st.builds("emails[{}]".format, st.one_of(inner, st.builds("{} and {}".format, inner, inner)))
filters = st.recursive(
    st.one_of(texts, flags, present, several),
    lambda inside: st.one_of(
        st.builds("({} and {})".format, inside, inside),
        st.builds("({} or {})".format, inside, inside),
        st.builds("not ({})".format, inside),
    ),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def peopled(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Generator[tuple[BlockingPortal, Company]]:
    opened = open_world(databases, tmp_path_factory.mktemp("files"))
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(opened) as world:
        portal.call(_fill, world)
        yield portal, world.company


async def _fill(world: World) -> None:
    async with world.company.work(system()) as work:
        for facts in PEOPLE:
            await save_user(work, Saved(None, None, User.model_validate({"schemas": [USER], **facts})))


async def _found(company: Company, text: str) -> list[dict[str, Any]]:
    async with company.reading(system()) as work:
        return (await page_of(work, "Users", Wish(text, count=200))).found


@settings(max_examples=300)
@given(text=filters)
def test_a_filter_finds_in_sql_what_it_finds_in_python(peopled: tuple[BlockingPortal, Company], text: str) -> None:
    portal, company = peopled
    everybody = [resource_of(company, "Users", facts, "") for facts in portal.call(_found, company, "")]
    expected = {each.id for each in everybody if ScimFilter[User](text).match(each)}
    assert {facts["id"] for facts in portal.call(_found, company, text)} == expected
