"""Long answers are sent compressed to whoever can read that: OPS-1."""

import gzip

import orjson
import pytest

from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio


async def test_the_description_of_all_objects_is_a_tenth_as_long(sign_in: SignIn) -> None:
    client = await sign_in("admin")
    async with client.stream("GET", "/meta", headers={"Accept-Encoding": "gzip"}) as answer:
        sent = b"".join([part async for part in answer.aiter_raw()])
    plain = await client.get("/meta", headers={"Accept-Encoding": "identity"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert plain.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) == len(sent) < len(plain.content) / 5
    assert orjson.loads(gzip.decompress(sent)) == plain.json()


async def test_short_answers_are_sent_as_they_are(sign_in: SignIn) -> None:
    client = await sign_in("admin")
    answer = await client.get("/auth/me", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
