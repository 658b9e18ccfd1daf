"""OPS-4: a new version adds, changes and renames standard fields; what administrators made stays as it was."""

from pathlib import Path
from typing import Any

import psycopg
import pytest

from guanxi import main
from guanxi.engine import jobs
from guanxi.engine.access.rights import rights_of
from guanxi.engine.audit.tables import AUDIT_TABLES
from guanxi.engine.changes import create, undo, update
from guanxi.engine.company import Company, open_pool
from guanxi.engine.company.company import prepare_connection
from guanxi.engine.customs import Shaper, add_field, add_object, load_registry
from guanxi.engine.history import history_of, record_at
from guanxi.engine.history.beside import VIEWS
from guanxi.engine.query import Query, find, get
from guanxi.engine.store.schema import missing_statements, synchronise
from guanxi.kernel import fields
from guanxi.kernel.access import Grant
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.objects import Object, build_registry, table
from guanxi.kernel.principal import Principal, system
from guanxi.kernel.specs import Registry

pytestmark = pytest.mark.anyio
STANDARD = main.standard_registry()
PEOPLE = [STANDARD[name] for name in ("user", "team", "role", "exchange_rate")]


class OldParcel(Object, name="parcel", area="post", title="label", views=(table("all", "label"),)):
    """A parcel, as the first version had it."""

    label = fields.Text(required=True, search=3)
    number = fields.AutoNumber("P-{number:03}")
    cost = fields.Money(indexed=True)
    code = fields.Text(unique=True, duplicate_key=True)
    state = fields.Choice("packed", "sent", default="packed")


class NewParcel(Object, name="parcel", area="post", title="name", views=(table("all", "name"),)):
    """The same a version later: three fields renamed, one with more choices and bounds, one more."""

    name = fields.Text(required=True, search=3, renamed_from="label")
    serial = fields.AutoNumber("P-{number:03}", renamed_from="number")
    price = fields.Money(indexed=True, at_least=0, renamed_from="cost")
    code = fields.Text(unique=True, duplicate_key=True, search=1)
    state = fields.Choice("packed", "sent", "lost", default="packed", indexed=True)
    weight = fields.DecimalNumber(indexed=True)


OLD, NEW = build_registry([OldParcel, *PEOPLE]), build_registry([NewParcel, *PEOPLE])


async def start(url: str, standard: Registry) -> Company:
    """A company after the start of a version of the program."""
    async with await psycopg.AsyncConnection.connect(url) as connection:
        await prepare_connection(connection)
        await synchronise(connection, standard, (*AUDIT_TABLES, *main.EXTRA_TABLES))
        await jobs.install(connection)
        await synchronise(connection, await load_registry(connection, standard))
    pool = open_pool(url, 4)
    await pool.open(wait=True)
    company = Company(pool, standard, main.all_words(), Path("/nonexistent"))
    async with pool.connection() as connection:
        company.replace(await load_registry(connection, standard))
    return company


async def columns_of(company: Company, name: str) -> dict[str, str]:
    async with company.reading(system()) as work:
        rows = await work.fetch(
            "SELECT column_name::text, data_type::text FROM information_schema.columns WHERE table_name = $1", name
        )
    return dict(rows)


async def shape_and_fill(company: Company) -> dict[str, Any]:
    """An administrator's object and field with records, a view, and a change to undo later."""
    shaper = Shaper(company, OLD, system())
    await add_field(shaper, "parcel", {"name": "colour", "kind": "text", "labels": {"en": "Colour"}, "search": 1})
    formula = {"name": "double", "kind": "formula", "formula": "cost * 2", "labels": {"en": "Double"}}
    await add_field(shaper, "parcel", formula)
    await add_object(shaper, {"name": "van", "labels": {"en": "Van"}})
    await add_field(
        shaper, "x_van", {"name": "load", "kind": "reference", "target": "parcel", "labels": {"en": "Load"}}
    )
    async with company.work(system()) as work:
        values = {"label": "Vase", "cost": "12.50", "code": "A1", "x_colour": "blue"}
        parcel = await create(work, "parcel", values)
        van = await create(work, "x_van", {"name": "Truck", "x_load": str(parcel)})
        view = new_id()
        facts = {"name": "Mine", "columns": ["label", "cost"], "sort": ["-cost"]}
        owner = work.principal.user_id
        await VIEWS.put(work, view, {"id": view, "object": "parcel", "owner": owner, "shared": "me", "facts": facts})
    async with company.work(system()) as work:
        await update(work, "parcel", parcel, {"label": "Big vase", "x_colour": "red"})
    return {"parcel": parcel, "van": van, "view": view, "edit": work.change_set, "edited": work.moment.isoformat()}


async def test_upgrade_keeps_everything_that_administrators_made(empty_database: str) -> None:
    before = await start(empty_database, OLD)
    made = await shape_and_fill(before)
    custom = {name: kind for name, kind in (await columns_of(before, "parcel")).items() if name.startswith("x_")}
    van = await columns_of(before, "x_van")
    await before.pool.close()
    after = await start(empty_database, NEW)
    try:
        kept = await columns_of(after, "parcel")
        assert {name: kind for name, kind in kept.items() if name.startswith("x_")} == custom
        assert await columns_of(after, "x_van") == van
        async with after.work(system()) as work:
            parcel = await get(work, "parcel", made["parcel"])
            assert (parcel["x_colour"], parcel["x_double"], parcel["code"]) == ("red", "25", "A1")
            assert (await get(work, "x_van", made["van"]))["x_load"] == str(made["parcel"])
            lacking = await missing_statements(work.connection, NEW.objects.values())
            assert [each for each in lacking if not each.startswith("CREATE SEQUENCE")] == []
            await update(work, "parcel", made["parcel"], {"weight": "2", "state": "lost", "x_colour": "green"})
            assert [each["id"] for each in await find(work, "parcel", Query(q="green"))] == [str(made["parcel"])]
    finally:
        await after.pool.close()


async def test_renamed_fields_keep_values_tokens_history_and_settings(empty_database: str) -> None:
    before = await start(empty_database, OLD)
    made = await shape_and_fill(before)
    await before.pool.close()
    after = await start(empty_database, NEW)
    try:
        columns = await columns_of(after, "parcel")
        assert {"label", "label__sort", "cost", "cost_base", "number"} & columns.keys() == set()
        async with after.work(system()) as work:
            parcel = await get(work, "parcel", made["parcel"])
            assert (parcel["name"], parcel["serial"], parcel["price"]["amount"]) == ("Big vase", "P-001", "12.50")
            assert [each["id"] for each in await find(work, "parcel", Query(q="vase"))] == [str(made["parcel"])]
            trail = (await history_of(work, "parcel", made["parcel"], 10, ""))["changes"]
            assert {each["field"]: each["old"] for each in trail[0]["fields"]} == {"name": "Vase", "x_colour": "blue"}
            created = (await work.fetch("SELECT min(at) FROM engine.change WHERE record_id = $1", made["parcel"]))[0][0]
            assert (await record_at(work, "parcel", made["parcel"], created.isoformat()))["name"] == "Vase"
            facts = (await work.fetch("SELECT facts FROM engine.saved_view WHERE id = $1", made["view"]))[0][0]
            assert facts["columns"] == ["name", "price"]
            assert (await create(work, "parcel", {"name": "Lamp"})) is not None
            parcels = await find(work, "parcel", Query(sort=("serial",)))
            assert [each["serial"] for each in parcels] == ["P-001", "P-002"]
        async with after.work(system()) as work:
            await undo(work, made["edit"])
            parcel = await get(work, "parcel", made["parcel"])
            assert (parcel["name"], parcel["x_colour"]) == ("Vase", "blue")
    finally:
        await after.pool.close()


async def test_second_start_changes_nothing(empty_database: str) -> None:
    before = await start(empty_database, OLD)
    await shape_and_fill(before)
    await before.pool.close()
    first = await start(empty_database, NEW)
    columns = await columns_of(first, "parcel")
    await first.pool.close()
    second = await start(empty_database, NEW)
    assert await columns_of(second, "parcel") == columns
    await second.pool.close()


def test_field_that_was_hidden_stays_hidden_under_its_new_name() -> None:
    grants = {
        "clerk": {"parcel": Grant(frozenset({"read"}), "all", fields={"cost": "hidden"})},
        "packer": {"*": Grant(frozenset({"read"}), "all", fields={"price": "hidden"})},
    }
    principal = Principal(new_id(), "Ada", frozenset(grants))
    assert rights_of(principal, NEW["parcel"], NEW, grants).level("price") == "hidden"
