"""The bare limit: Starlette and psycopg on a plain copy of the table, with no rights, no checks and no history."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import uuid4

import orjson
from psycopg import AsyncConnection, AsyncRawCursor
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

COLUMNS = "id, name, account, job_title, mobile, email, owner, updated_at"
Pool = AsyncConnectionPool[AsyncConnection[DictRow]]
POOLS: dict[str, Pool] = {}


def dump(rows: object) -> Response:
    return Response(orjson.dumps(rows, default=str), media_type="application/json")


async def fetch(statement: str, *parameters: object) -> list[DictRow]:
    async with POOLS["bare"].connection() as connection:
        return await (await connection.execute(statement.encode(), parameters)).fetchall()


async def get(request: Request) -> Response:
    return dump((await fetch(f"SELECT {COLUMNS} FROM bare.contact WHERE id = $1::uuid", request.path_params["id"]))[0])


async def listing(request: Request) -> Response:
    return dump(await fetch(f"SELECT {COLUMNS} FROM bare.contact ORDER BY updated_at DESC, id DESC LIMIT 50"))


async def counted(request: Request) -> Response:
    rows = await fetch(f"SELECT {COLUMNS} FROM bare.contact ORDER BY updated_at DESC, id DESC LIMIT 50")
    total = await fetch("SELECT count(*) FROM (SELECT 1 FROM bare.contact LIMIT 10001) x")
    return dump([rows, total])


async def contains(request: Request) -> Response:
    pattern = f"%{request.query_params['q']}%"
    return dump(
        await fetch(
            f"SELECT {COLUMNS} FROM bare.contact WHERE name->>'full' LIKE $1 ORDER BY updated_at DESC LIMIT 50", pattern
        )
    )


async def create(request: Request) -> Response:
    given = orjson.loads(await request.body())
    await fetch(
        "INSERT INTO bare.contact (id, name, job_title, mobile, email, updated_at)"
        " VALUES ($1, $2::jsonb, $3, $4, $5, now()) RETURNING id",
        *(uuid4(), orjson.dumps(given["name"]).decode(), given["job_title"], given["mobile"], given["email"]),
    )
    return Response(status_code=201)


async def update(request: Request) -> Response:
    given = orjson.loads(await request.body())
    statement = "UPDATE bare.contact SET job_title = $2, updated_at = now() WHERE id = $1::uuid RETURNING id"
    return dump(await fetch(statement, request.path_params["id"], given["job_title"]))


async def groups(request: Request) -> Response:
    return dump(await fetch("SELECT stage, count(*), sum(amount) FROM bare.opportunity GROUP BY 1"))


async def configure(connection: AsyncConnection[DictRow]) -> None:
    await connection.set_autocommit(True)
    connection.cursor_factory = AsyncRawCursor[DictRow]
    connection.prepare_threshold = 2


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncGenerator[None]:
    url = os.environ["GUANXI_DATABASE_URL"]
    facts = {"row_factory": dict_row}
    pool: Pool = AsyncConnectionPool(url, min_size=1, max_size=8, open=False, kwargs=facts, configure=configure)
    await pool.open()
    POOLS["bare"] = pool
    yield
    await pool.close()


def create_app() -> Starlette:
    routes = [
        Route("/contact/{id}", get, methods=["GET"]),
        Route("/contact/{id}", update, methods=["PATCH"]),
        Route("/contact", create, methods=["POST"]),
        Route("/list50", listing),
        Route("/list50_count", counted),
        Route("/filter_contains", contains),
        Route("/kanban_counts", groups),
    ]
    return Starlette(routes=routes, lifespan=lifespan)
