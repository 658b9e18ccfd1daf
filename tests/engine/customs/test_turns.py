"""Many who shape at once take turns without keeping others from their work: REC-2, OPS-2."""

import asyncio

import pytest

from guanxi.engine.company import Company
from guanxi.engine.jobs import JOBS
from tests.fixtures.company import Cast, SignIn

pytestmark = pytest.mark.anyio
BROKEN = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"


async def test_a_dozen_shape_requests_leave_room_for_a_list(sign_in: SignIn) -> None:
    admin, lina = await sign_in("admin"), await sign_in("lina")
    async with asyncio.timeout(20):
        shaping = [
            asyncio.create_task(
                admin.patch("/shape/objects/account/fields/description", json={"hints": {"en": f"h{n}"}})
            )
            for n in range(12)
        ]
        await asyncio.sleep(0.1)
        seen = await lina.get("/records/account")
        answers = await asyncio.gather(*shaping)
    assert seen.status_code == 200
    assert {answer.status_code for answer in answers} == {200}


async def test_indexes_are_built_one_after_another_beside_shaping(
    company: Company, cast: Cast, sign_in: SignIn
) -> None:
    admin = await sign_in("admin")
    fields = ("code", "series", "price", "created_at")
    async with asyncio.timeout(30):
        await asyncio.gather(
            *(JOBS["index_order"](company, {"object": "product", "field": field}) for field in fields),
            *(
                admin.post("/shape/objects/product/fields", json={"kind": "text", "labels": {"en": f"F{n}"}})
                for n in range(3)
            ),
        )
    async with company.reading(cast.admin) as work:
        assert await work.fetch(BROKEN) == [(0,)]
