"""Whoever is deleted for good leaves nothing behind by which he came in: ACC-1, REC-13."""

import pytest

from guanxi.engine.company import Company
from tests.engine.changes.test_purge import age
from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio
# columns that name a person himself; who wrote what (by_user, owner, created_by) stays, as the log does
OF_PERSONS = ("user_id", "person", "delegate", "viewer", "service_user")
COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'engine' AND data_type = 'uuid' AND (column_name = ANY($1) OR table_name = 'provisioned')
"""
WRITTEN = (
    "INSERT INTO engine.credential (user_id, hash) VALUES ($1::uuid, 'x') ON CONFLICT DO NOTHING",
    "INSERT INTO engine.session (key, user_id, expires_at) VALUES ('k', $1::uuid, now())",
    "INSERT INTO engine.preference (user_id) VALUES ($1::uuid)",
    "INSERT INTO engine.idempotency (user_id, key, fingerprint) VALUES ($1::uuid, 'k', 'f')",
    "INSERT INTO engine.revealed (user_id, hour, count) VALUES ($1::uuid, now(), 1)",
    "INSERT INTO engine.bookmark (user_id, kind, object, record_id) VALUES ($1::uuid, 'pin', 'user', $1::uuid)",
    "INSERT INTO engine.once (key, kind, user_id, expires_at) VALUES ('k', 'step', $1::uuid, now())",
    "INSERT INTO engine.device (key, user_id, expires_at) VALUES ('k', $1::uuid, now())",
    "INSERT INTO engine.second_factor (user_id, kind, name, secret) VALUES ($1::uuid, 'totp', 'n', 's')",
    "INSERT INTO engine.identity (directory, issuer, subject, user_id) VALUES (gen_random_uuid(), 'i', 's', $1::uuid)",
    "INSERT INTO engine.oauth_client (id, name, redirects, scopes, service_user)"
    " VALUES ('c', 'n', '{}', '{}', $1::uuid)",
    "INSERT INTO engine.oauth_grant (user_id, scopes, client, redirect, challenge, code, code_until, expires_at)"
    " VALUES ($1::uuid, '{}', 'c', 'r', 'c', 'c', now(), now())",
    "INSERT INTO engine.oauth_refresh (key, grant_id) SELECT 'r', id FROM engine.oauth_grant WHERE user_id = $1::uuid",
    "INSERT INTO engine.provisioned (id) VALUES ($1::uuid)",
    "INSERT INTO engine.absence (id, person, delegate, since, until, by_user, at)"
    " VALUES (gen_random_uuid(), $1::uuid, $1::uuid, now(), now(), $1::uuid, now())",
    "INSERT INTO engine.view_as (key, viewer, person, until) VALUES ('k', $1::uuid, $1::uuid, now())",
    "INSERT INTO engine.share_key (id, level, person) VALUES ($1::uuid, 'read', $1::uuid)",
)


async def places_of(company: Company, person: str) -> set[str]:
    """The tables and columns that name the person."""
    found: set[str] = set()
    async with company.pool.connection() as connection:
        for table, column in await (await connection.execute(COLUMNS.encode(), [list(OF_PERSONS)])).fetchall():
            text = f"SELECT 1 FROM engine.{table} WHERE {column} = $1::uuid LIMIT 1".encode()
            rows = await (await connection.execute(text, [person])).fetchall()
            found |= {f"{table}.{column}" for _ in rows}
    return found


async def all_places(company: Company) -> set[str]:
    async with company.pool.connection() as connection:
        rows = await (await connection.execute(COLUMNS.encode(), [list(OF_PERSONS)])).fetchall()
    return {f"{table}.{column}" for table, column in rows}


async def test_whoever_goes_for_good_takes_every_way_in_along(company: Company, sign_in: SignIn) -> None:
    admin = await sign_in("admin")
    made = await admin.post("/records/user", json={"name": "Gone Soon", "login": "gone"})
    person = made.json()["id"]
    assert (await admin.delete(f"/records/user/{person}")).status_code == 200
    await age(company, 40, "user")
    async with company.pool.connection() as connection:
        for statement in WRITTEN:
            await connection.execute(statement.encode(), [person])
    assert await places_of(company, person) == await all_places(company)  # a new table is to be written to here
    purged = await admin.post("/records/user/purge", json={"ids": [person]})
    assert purged.json()["changed"] == 1, purged.text
    assert await places_of(company, person) == set()
    async with company.pool.connection() as connection:
        left = await (await connection.execute(b"SELECT count(*) FROM engine.oauth_refresh")).fetchone()
    assert left == (0,)
