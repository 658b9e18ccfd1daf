"""What is deleted for good is gone: by right, after its time, with all its values; nothing brings it back. REC-13."""

import asyncio
import os
import time
from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from guanxi.engine.changes.contents import JOB
from guanxi.engine.changes.purge import purge_nightly
from guanxi.engine.company import Company
from guanxi.engine.jobs import JOBS
from guanxi.engine.store.contents import stored_path
from guanxi.kernel.access import ALL, RIGHTS, Grant
from tests.fixtures.company import Cast, SignIn

pytestmark = pytest.mark.anyio
MARK = "Zq7marker"
WORDS = """
SELECT table_schema || '.' || quote_ident(table_name), quote_ident(column_name) FROM information_schema.columns
WHERE table_schema IN ('engine', 'record') AND data_type IN ('text', 'json', 'jsonb', 'ARRAY', 'bytea')
"""
AGE = """
UPDATE record.{} SET deleted_at = deleted_at - make_interval(days => $1), updated_at = updated_at
 - make_interval(days => $1) WHERE deleted_at IS NOT NULL
"""


async def age(company: Company, days: int = 40, *names: str) -> None:
    """Lets days go by for what is in the bin."""
    async with company.pool.connection() as connection:
        for name in names or ("account", "contact", "order", "order_line", "product"):
            await connection.execute(AGE.format(f'"{name}"').encode(), [days])


async def an_account(client: httpx.AsyncClient, name: str = "Acme", **values: Any) -> str:
    made = await client.post("/records/account", params={"duplicates": "allow"}, json={"name": name, **values})
    assert made.status_code == 201, made.text
    return made.json()["id"]


async def thrown_away(company: Company, client: httpx.AsyncClient, ids: Sequence[str], days: int = 40) -> str:
    """The set by which these accounts were deleted so many days ago."""
    gone = await client.request("DELETE", "/records/account", json={"ids": list(ids)})
    assert gone.json()["changed"] == len(ids), gone.text
    await age(company, days)
    return gone.json()["change_set"]


async def purged(client: httpx.AsyncClient, ids: Sequence[str]) -> dict[str, Any]:
    answer = await client.post("/records/account/purge", json={"ids": list(ids)})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def purged_one(client: httpx.AsyncClient, record_id: str) -> int:
    return (await purged(client, [record_id]))["changed"]


async def restored_one(client: httpx.AsyncClient, record_id: str) -> int:
    return (await client.post("/records/account/restore", json={"ids": [record_id]})).json()["changed"]


async def undo(client: httpx.AsyncClient, change_set: str, rest: bool = False) -> httpx.Response:
    return await client.post(f"/changes/{change_set}/undo", json={"rest": rest})


async def places_of(company: Company, mark: str) -> set[str]:
    """The columns of the whole database in which a text stands."""
    found: set[str] = set()
    async with company.pool.connection() as connection:
        columns = await (await connection.execute(WORDS.encode())).fetchall()
        for table, column in columns:
            text = f"SELECT 1 FROM {table} WHERE strpos({column}::text, $1) > 0 LIMIT 1"
            found |= {f"{table}.{column}" for _ in await (await connection.execute(text.encode(), [mark])).fetchall()}
    return found


async def test_deleting_for_good_is_a_right_of_its_own(company: Company, sign_in: SignIn, cast: Cast) -> None:
    others = Grant(frozenset(RIGHTS) - {"purge"}, "all", "all")
    company.replace(grants={**company.grants, "representative": {"*": others}})
    lina = await sign_in("lina")
    account = await an_account(lina)
    await thrown_away(company, lina, [account])
    refused = [
        await lina.post("/records/account/purge", json={"ids": [account]}),
        await lina.post("/records/account/purge", json={"due": True}),
        await lina.delete(f"/records/account/{account}", params={"for_good": "true"}),
    ]
    assert [(each.status_code, each.json()["code"]) for each in refused] == [(403, "no_right")] * 3
    assert "“Delete for good”" in refused[0].json()["detail"]


async def test_record_of_another_stays_even_with_the_right(
    company: Company, admin: httpx.AsyncClient, sign_in: SignIn
) -> None:
    company.replace(grants={**company.grants, "representative": {"*": Grant(ALL.rights, "all", "own")}})
    account, lina = await an_account(admin), await sign_in("lina")
    await thrown_away(company, admin, [account])
    assert [each["errors"][0]["code"] for each in (await purged(lina, [account]))["refused"]] == ["not_yours"]
    assert (await lina.post("/records/account/purge", json={"due": True})).json()["changed"] == 0
    refused = await lina.delete(f"/records/account/{account}", params={"for_good": "true"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")


async def test_record_is_kept_for_its_time_and_the_day_is_told(company: Company, admin: httpx.AsyncClient) -> None:
    live, fresh, due = await an_account(admin), await an_account(admin), await an_account(admin)
    await thrown_away(company, admin, [due], 1)
    await thrown_away(company, admin, [fresh], 29)
    refused = await admin.delete(f"/records/account/{fresh}", params={"for_good": "true"})
    assert (refused.status_code, refused.json()["code"]) == (409, "kept_until")
    assert refused.json()["day"] in refused.json()["detail"]
    found = await purged(admin, [live, fresh, due])
    assert found["left"] == 2
    assert (found["changed"], [(each["id"], each["errors"][0]["code"]) for each in found["refused"]]) == (
        1,
        [(live, "not_in_bin"), (fresh, "kept_until")],
    )
    assert (await admin.get("/records/account/purge")).json() == {"due": 0}
    await admin.patch("/company", json={"retention_days": 29})
    assert (await admin.get("/records/account/purge")).json() == {"due": 1}
    assert (await admin.post("/records/account/purge", json={"due": True})).json()["changed"] == 1


async def everything_beside(admin: httpx.AsyncClient, account: str) -> None:
    """Comments, one of them changed and one deleted, files, an external id, bookmarks and followers."""
    address = f"/records/account/{account}"
    first, second = [(await admin.post(f"{address}/comments", json={"text": f"{MARK} {n}"})).json() for n in (1, 2)]
    await admin.patch(f"/comments/{first['id']}", json={"text": f"{MARK} again"})
    await admin.delete(f"/comments/{second['id']}")
    for number in (1, 2):
        headers = {"X-File-Name": f"{MARK}{number}.txt"}
        filed = await admin.post(f"{address}/files", content=f"{MARK} {number}".encode(), headers=headers)
        assert filed.status_code == 201
    await admin.delete(f"/files/{filed.json()['id']}")
    await admin.put(f"{address}/external-ids/{MARK}", json={"value": MARK})
    await admin.put(f"/follow/account/{account}")
    await admin.post("/favourites", json={"object": "account", "id": account})


async def test_no_value_is_left_anywhere(company: Company, admin: httpx.AsyncClient) -> None:
    account = await an_account(admin, MARK, description=MARK, phone="+8613800138000")
    await admin.patch(f"/records/account/{account}", json={"description": f"more {MARK}", "tags": [MARK]})
    await everything_beside(admin, account)
    await thrown_away(company, admin, [account])
    assert len(await places_of(company, MARK)) > 5
    done = await admin.delete(f"/records/account/{account}", params={"for_good": "true"})
    assert done.status_code == 200, done.text
    assert await places_of(company, MARK) == set()
    left = "SELECT object, kind FROM engine.change WHERE record_id = $1::uuid ORDER BY seq DESC LIMIT 2"
    audited = "SELECT action FROM audit.entry WHERE record_id = $1::uuid ORDER BY seq"
    async with company.pool.connection() as connection:
        kinds = await (await connection.execute(left.encode(), [account])).fetchall()
        actions = await (await connection.execute(audited.encode(), [account])).fetchall()
    assert kinds == [("account", "purge"), ("account", "delete")]
    assert [action for (action,) in actions] == ["create", "update", "delete", "purge"]


async def test_content_of_a_file_goes_unless_another_has_it(company: Company, admin: httpx.AsyncClient) -> None:
    account, other = await an_account(admin), await an_account(admin)
    for holder, text in ((account, "alone"), (account, "shared"), (other, "shared")):
        headers = {"X-File-Name": "a.txt"}
        await admin.post(f"/records/account/{holder}/files", content=text.encode(), headers=headers)
    async with company.pool.connection() as connection:
        rows = await (await connection.execute(b"SELECT record_id::text, digest FROM engine.file")).fetchall()
    shared = next(digest for record_id, digest in rows if record_id == other)
    alone = next(digest for _, digest in rows if digest != shared)
    yesterday = time.time() - 86_400
    for digest in (shared, alone):
        os.utime(stored_path(company.files_dir, digest), (yesterday, yesterday))
    await thrown_away(company, admin, [account])
    await purged(admin, [account])
    async with company.pool.connection() as connection:
        queued = await (await connection.execute(b"SELECT entrypoint FROM pgqueuer")).fetchall()
    assert (JOB,) in queued
    await JOBS[JOB](company, {"digests": [shared, alone]})
    assert [stored_path(company.files_dir, each).exists() for each in (shared, alone)] == [True, False]


async def an_order(admin: httpx.AsyncClient, account: str) -> str:
    line = {"quantity": "1", "unit_price": {"amount": "1.00", "currency": "CNY"}}
    made = await admin.post("/records/order", json={"account": account, "lines": [line, line]})
    return made.json()["id"]


async def count(company: Company, table: str) -> int:
    async with company.pool.connection() as connection:
        row = await (await connection.execute(f"SELECT count(*) FROM {table}".encode())).fetchone()
    assert row is not None
    return row[0]


async def test_lines_go_with_their_record(company: Company, admin: httpx.AsyncClient) -> None:
    order = await an_order(admin, await an_account(admin))
    await admin.delete(f"/records/order/{order}")
    await age(company)
    done = await admin.post("/records/order/purge", json={"ids": [order]})
    assert done.json()["changed"] == 1
    assert (await count(company, "record.order"), await count(company, "record.order_line")) == (0, 0)


async def test_record_to_which_a_live_one_refers_stays_and_the_other_is_named(
    company: Company, admin: httpx.AsyncClient
) -> None:
    account, other = await an_account(admin), await an_account(admin)
    order = await an_order(admin, account)
    await thrown_away(company, admin, [account, other])
    found = await purged(admin, [account, other])
    assert (found["changed"], found["refused"][0]["id"]) == (1, account)
    title = (await admin.get(f"/records/account/{account}")).json()["name"]
    assert found["refused"][0]["title"] == title
    known = found["refused"][0]["referred_by"]
    assert (known["count"], [(each["object"], each["id"]) for each in known["records"]]) == (1, [("order", order)])
    refused = await admin.delete(f"/records/account/{account}", params={"for_good": "true"})
    assert (refused.status_code, refused.json()["code"]) == (409, "referred_to")
    assert refused.json()["referred_by"] == known


async def test_record_stays_while_one_that_refers_to_it_may_still_be_restored(
    company: Company, admin: httpx.AsyncClient
) -> None:
    account = await an_account(admin)
    order = await an_order(admin, account)
    await thrown_away(company, admin, [account])
    await admin.delete(f"/records/order/{order}")
    assert (await purged(admin, [account]))["changed"] == 0
    await age(company, 40, "order")
    assert (await purged(admin, [account]))["changed"] == 1
    await admin.post("/records/order/restore", json={"ids": [order]})
    assert (await admin.get(f"/records/order/{order}")).json()["account"] is None


async def test_set_that_deleted_for_good_is_told_and_never_undone(company: Company, admin: httpx.AsyncClient) -> None:
    account = await an_account(admin)
    await thrown_away(company, admin, [account])
    done = (await purged(admin, [account]))["change_set"]
    told = (await admin.get(f"/changes/{done}")).json()
    assert (told["can_undo"], told["summary"]) == (False, [{"object": "account", "kind": "purge", "count": 1}])
    refused = await undo(admin, done)
    assert (refused.status_code, refused.json()["code"]) == (409, "gone_for_good")


async def test_undo_of_what_touched_it_leaves_it_out_and_says_so(company: Company, admin: httpx.AsyncClient) -> None:
    made = await admin.post("/records/account?duplicates=allow", json=[{"name": "X"}, {"name": "Y"}])
    first, second = (each["id"] for each in made.json()["records"])
    both = {"ids": [first, second], "values": {"description": "both"}}
    changed = (await admin.patch("/records/account", json=both)).json()["change_set"]
    said = await admin.post(f"/records/account/{first}/comments", json={"text": "hello"})
    deleted = await thrown_away(company, admin, [first])
    await purged(admin, [first])
    for change_set in (changed, deleted, said.headers["x-change-set"]):
        refused = await undo(admin, change_set)
        assert (refused.status_code, refused.json()["count"]) == (409, 1)
        assert refused.json()["blocked"][0]["code"] == "gone"
    done = await undo(admin, changed, rest=True)
    assert (done.json()["changed"], [each["id"] for each in done.json()["blocked"]]) == (1, [first])
    assert (await admin.get(f"/records/account/{second}")).json().get("description") is None
    told = (await admin.get(f"/changes/{said.headers['x-change-set']}")).json()
    assert [each["title"] for each in told["records"]] == [None]


async def test_record_is_either_restored_or_gone(company: Company, admin: httpx.AsyncClient) -> None:
    ids = [await an_account(admin, f"Race {number}") for number in range(6)]
    await thrown_away(company, admin, ids)
    gone, restored = await asyncio.gather(
        asyncio.gather(*(purged_one(admin, each) for each in ids)),
        asyncio.gather(*(restored_one(admin, each) for each in reversed(ids))),
    )
    assert sum(gone) + sum(restored) == 6
    there = await admin.get("/records/account", params={"count": "exact"})
    assert there.json()["total"] == sum(restored)


DANGLING = """
SELECT count(*) FROM record.account c WHERE c.parent IS NOT NULL AND NOT EXISTS
 (SELECT 1 FROM record.account p WHERE p.id = c.parent)
"""


@pytest.mark.parametrize("way", ["restore", "undo"])
async def test_nothing_that_comes_back_meanwhile_refers_to_what_is_gone(
    company: Company, admin: httpx.AsyncClient, way: str
) -> None:
    async def come_back(child: str, emptied: str) -> httpx.Response:
        if way == "restore":
            return await admin.post("/records/account/restore", json={"ids": [child]})
        return await undo(admin, emptied)

    for number in range(8):
        parent = await an_account(admin, f"Parent {number}")
        child = await an_account(admin, f"Child {number}", parent=parent)
        emptied = ""
        if way == "undo":
            patched = await admin.patch(f"/records/account/{child}", json={"parent": None})
            emptied = patched.headers["x-change-set"]
        await thrown_away(company, admin, [parent] if way == "undo" else [child, parent])
        purging = admin.post("/records/account/purge", json={"ids": [parent]})
        answers = await asyncio.gather(purging, come_back(child, emptied))
        assert {each.status_code for each in answers} <= {200, 409, 503}  # one of two that met may be sent again
    async with company.pool.connection() as connection:
        assert await (await connection.execute(DANGLING.encode())).fetchone() == (0,)


async def test_for_good_is_yes_or_no(admin: httpx.AsyncClient) -> None:
    account = await an_account(admin)
    for given in ("1", "TRUE", "perhaps"):
        refused = await admin.delete(f"/records/account/{account}", params={"for_good": given})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "for_good")
    assert (await admin.get(f"/records/account/{account}")).status_code == 200


async def test_nothing_goes_by_itself_unless_the_company_wants_it(company: Company, admin: httpx.AsyncClient) -> None:
    due, fresh = await an_account(admin, "Due"), await an_account(admin, "Fresh")
    await thrown_away(company, admin, [due])
    await thrown_away(company, admin, [fresh], 0)
    assert await purge_nightly(company) == 0
    await admin.patch("/company", json={"purges_nightly": True})
    assert await purge_nightly(company) == 1
    binned = (await admin.get("/records/account", params={"deleted": "true"})).json()["records"]
    assert [each["id"] for each in binned] == [fresh]
    told = (await admin.get("/changes", params={"source": "nightly"})).json()["changes"]
    assert [each["summary"][0]["kind"] for each in told] == ["purge"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"retention_days": 0}, "not_within"),
        ({"retention_days": 3_651}, "not_within"),
        ({"retention_days": True}, "not_within"),
        ({"retention_days": "30"}, "not_within"),
        ({"purges_nightly": "yes"}, "not_true_or_false"),
    ],
)
async def test_wrong_time_to_keep_is_refused(admin: httpx.AsyncClient, facts: dict[str, Any], code: str) -> None:
    refused = await admin.patch("/company", json=facts)
    assert (refused.status_code, [each["code"] for each in refused.json()["errors"]]) == (422, [code])


async def test_time_to_keep_is_told_and_taken_back(admin: httpx.AsyncClient) -> None:
    changed = await admin.patch("/company", json={"retention_days": 90})
    assert (changed.json()["retention_days"], changed.json()["purges_nightly"]) == (90, False)
    assert (await undo(admin, changed.headers["x-change-set"])).status_code == 200
    assert (await admin.get("/company")).json()["retention_days"] == 30
