"""Nobody gets in by trying, by timing, or by using anything twice: ACC-1, ACC-2."""

import asyncio
import base64
import dataclasses
import io
import statistics
import time
import wave
from typing import Any

import httpx
import pytest
from pyotp.totp import TOTP

from guanxi.engine.people.captcha import FORMS
from guanxi.kernel.principal import system
from tests.attacks.judging import refused
from tests.attacks.test_doors import a_user, try_in
from tests.contract.worlds import World
from tests.fixtures.company import PASSWORD
from tests.fixtures.people import read_picture, visitor

pytestmark = pytest.mark.anyio
ROUNDS = 14


async def fail(client: httpx.AsyncClient, login: str, times: int) -> dict[str, Any]:
    """So many failures at a name, of which the last problem is given."""
    answers = [await try_in(client, login) for _ in range(times)]
    assert [answer.status_code for answer in answers] == [401] * times
    return answers[-1].json()


async def test_three_failures_of_a_name_bring_a_picture_wherever_one_tries(world: World) -> None:
    await a_user(world, "pictured")
    async with visitor(world.application) as one, visitor(world.application) as other:
        problem = await fail(one, "pictured", 3)
        assert problem["code"] == "wrong_login"
        assert problem["captcha"]["picture"].startswith("data:image/png;base64,iVBOR")
        elsewhere = refused(await try_in(other, "pictured", PASSWORD), 401)
        assert (elsewhere["code"], set(elsewhere["captcha"])) == ("captcha_needed", {"id", "picture"})
        assert (await try_in(other, "viewer", PASSWORD)).status_code == 200


async def test_three_failures_from_a_place_bring_a_picture_for_every_name(world: World) -> None:
    async with visitor(world.application, "203.0.113.9") as client:
        for name in ("nobody 1", "nobody 2", "nobody 3"):
            await try_in(client, name)
        problem = refused(await try_in(client, "viewer", PASSWORD), 401)
        assert problem["code"] == "captcha_needed"
        answer = await read_picture(world.company, problem)
        right = await client.post("/auth/login", json={"login": "viewer", "password": PASSWORD, "captcha": answer})
    assert right.status_code == 200


async def test_all_addresses_of_one_subscriber_are_one_place(world: World) -> None:
    for number in range(3):
        async with visitor(world.application, f"2001:db8:7:8::{number + 1}") as client:
            await try_in(client, f"nobody {number}")
    async with (
        visitor(world.application, "2001:db8:7:8:ffff::9") as same,
        visitor(world.application, "2001:db8:7:9::1") as other,
    ):
        assert refused(await try_in(same, "viewer", PASSWORD), 401)["code"] == "captcha_needed"
        assert (await try_in(other, "viewer", PASSWORD)).status_code == 200


async def test_a_wrong_picture_does_not_tell_whether_the_password_was_right(world: World) -> None:
    await a_user(world, "guarded")
    async with visitor(world.application) as client:
        problem = await fail(client, "guarded", 3)
        told: list[Any] = []
        for password in (PASSWORD, "not this one"):
            await read_picture(world.company, problem)
            wrong = {"id": problem["captcha"]["id"], "answer": "BBBBB"}
            facts = {"login": "guarded", "password": password, "captcha": wrong}
            problem = refused(await client.post("/auth/login", json=facts), 401)
            told.append({name: problem[name] for name in ("code", "detail", "status")})
    assert told[0] == told[1]
    assert told[0]["code"] == "wrong_captcha"
    async with world.company.reading(system()) as work:
        counted = await work.fetch(
            'SELECT failures FROM engine.credential c JOIN record."user" u ON u.id = c.user_id'
            " WHERE login = 'guarded'"
        )
    assert counted[0][0] == 3


@pytest.mark.parametrize("form", ["picture", "sound"])
async def test_another_picture_or_a_sound_opens_as_the_first_one(world: World, form: str) -> None:
    name = f"changed to {form}"
    await a_user(world, name)
    async with visitor(world.application) as client:
        await fail(client, name, 3)
        other = (await client.post("/auth/login/captcha", json={"form": form})).json()
        assert set(other) == {"id", form}
        answer = await read_picture(world.company, {"captcha": other})
        facts = {"login": name, "password": PASSWORD, "captcha": answer}
        assert (await client.post("/auth/login", json=facts)).status_code == 200


async def test_a_sound_is_a_wave_of_some_seconds(world: World) -> None:
    async with visitor(world.application) as client:
        sound = (await client.post("/auth/login/captcha", json={"form": "sound"})).json()["sound"]
    kind, _, text = sound.partition(",")
    with wave.open(io.BytesIO(base64.b64decode(text))) as found:
        assert 4 < found.getnframes() / found.getframerate() < 60
    assert kind == "data:audio/wav;base64"


async def test_a_place_gets_so_many_pictures_an_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    few = dataclasses.replace(FORMS["picture"], most=2)
    monkeypatch.setitem(FORMS, "picture", few)
    async with visitor(world.application, "203.0.113.44") as client:
        answers = [await client.post("/auth/login/captcha", json={"form": "picture"}) for _ in range(3)]
        assert [each.status_code for each in answers] == [200, 200, 429]
        assert int(answers[-1].headers["Retry-After"]) > 0
        assert (await client.post("/auth/login/captcha", json={"form": "smell"})).status_code == 422


@pytest.mark.parametrize(
    "captcha", ["x", 7, [], {}, {"id": 1, "answer": 2}, {"id": "\x00", "answer": "\x00"}, {"id": "x"}]
)
async def test_a_picture_is_not_answered_by_anything_else(world: World, captcha: Any) -> None:
    name = f"oddly {captcha!r}"
    async with visitor(world.application) as client:
        await fail(client, name, 3)
        facts = {"login": name, "password": "x", "captcha": captcha}
        assert refused(await client.post("/auth/login", json=facts), 401)["code"] in ("wrong_captcha", "captcha_needed")


async def test_a_picture_is_good_for_one_answer_and_five_minutes(world: World) -> None:
    await a_user(world, "reader")
    async with visitor(world.application) as client:
        answer = await read_picture(world.company, await fail(client, "reader", 3))
        facts = {"login": "reader", "password": "not this one", "captcha": answer}
        first = refused(await client.post("/auth/login", json=facts), 401)
        again = refused(await client.post("/auth/login", json={**facts, "password": PASSWORD}), 401)
        assert (first["code"], again["code"]) == ("wrong_login", "wrong_captcha")
        late = await read_picture(world.company, again)
        async with world.company.work(system()) as work:
            await work.execute("UPDATE engine.once SET expires_at = now() WHERE kind = 'captcha'")
        facts = {"login": "reader", "password": PASSWORD, "captcha": late}
        assert refused(await client.post("/auth/login", json=facts), 401)["code"] == "wrong_captcha"


async def one_try(world: World, login: str) -> float:
    """How long a failure takes, in seconds, from a place and at a name without a past."""
    async with visitor(world.application) as client:
        started = time.perf_counter()
        answer = await try_in(client, login)
        taken = time.perf_counter() - started
    assert answer.status_code == 401
    return taken


async def test_a_name_that_nobody_has_takes_as_long_as_one_that_somebody_has(world: World) -> None:
    for number in range(ROUNDS):
        await a_user(world, f"timed {number}")
    await one_try(world, "warm up")
    pairs = [(await one_try(world, f"timed {at}"), await one_try(world, f"untold {at}")) for at in range(ROUNDS)]
    known, unknown = (statistics.median(column) for column in zip(*pairs, strict=True))
    assert abs(known - unknown) < 0.35 * max(known, unknown), (known, unknown)


async def with_codes(world: World, login: str) -> tuple[TOTP, list[str], str]:
    """A new person with an authenticator: its codes, the recovery codes, and the person's id."""
    user_id = await a_user(world, login)
    async with visitor(world.application) as client:
        await try_in(client, login, PASSWORD)
        begun = (await client.post("/auth/second-factors/totp", json={})).json()
        codes = TOTP(begun["secret"])
        facts = {"ticket": begun["ticket"], "code": codes.at(int(time.time()) - 30), "name": "Telephone"}
        done = await client.post("/auth/second-factors/totp/confirm", json=facts)
        assert done.status_code == 200, done.text
    return codes, done.json()["recovery_codes"], user_id


async def second(client: httpx.AsyncClient, ticket: str, code: str, way: str = "totp") -> httpx.Response:
    return await client.post("/auth/login/second", json={"ticket": ticket, "way": way, "code": code})


async def ticket_of(client: httpx.AsyncClient, login: str, captcha: Any = None) -> str:
    facts = {"login": login, "password": PASSWORD, "captcha": captcha}
    return str((await client.post("/auth/login", json=facts)).json()["ticket"])


async def test_the_password_alone_opens_nothing(world: World) -> None:
    codes, _, _ = await with_codes(world, "twofold")
    async with visitor(world.application) as client:
        step = await try_in(client, "twofold", PASSWORD)
        assert (step.status_code, step.json()["next"], step.json()["ways"]) == (
            200,
            "second_factor",
            ["totp", "recovery"],
        )
        assert "guanxi_session" not in client.cookies
        bearer = {"Authorization": f"Bearer {step.json()['ticket']}"}
        cookie = {"Cookie": f"guanxi_session={step.json()['ticket']}"}
        for headers in (bearer, cookie):
            assert refused(await client.get("/auth/me", headers=headers), 401)
        assert (await second(client, step.json()["ticket"], codes.now())).status_code == 200
        assert (await client.get("/auth/me")).status_code == 200


async def test_a_code_opens_once_even_when_sent_twice_at_once(world: World) -> None:
    codes, recovery, _ = await with_codes(world, "replayed")
    async with visitor(world.application) as client:
        code = codes.now()
        tickets = [await ticket_of(client, "replayed") for _ in range(2)]
        answers = await asyncio.gather(*(second(client, ticket, code) for ticket in tickets))
        assert sorted(answer.status_code for answer in answers) == [200, 401]
        tickets = [await ticket_of(client, "replayed") for _ in range(2)]
        answers = await asyncio.gather(*(second(client, ticket, recovery[0], "recovery") for ticket in tickets))
        assert sorted(answer.status_code for answer in answers) == [200, 401]


async def test_codes_are_not_found_by_trying(world: World) -> None:
    codes, _, _ = await with_codes(world, "tried")
    async with visitor(world.application) as client:
        ticket = await ticket_of(client, "tried")
        wrong = f"{(int(codes.now()) + 500_000) % 10**6:06}"
        answers = [await second(client, ticket, wrong) for _ in range(6)]
        assert [answer.json()["code"] for answer in answers] == ["wrong_code"] * 5 + ["step_over"]
        locked = refused(await try_in(client, "tried", PASSWORD), 429)
        assert locked["code"] == "locked"
        assert refused(await second(client, ticket, codes.now()), 401)["code"] == "step_over"


async def test_failures_at_the_second_step_count_until_it_is_done(world: World) -> None:
    codes, _, _ = await with_codes(world, "counted")
    async with visitor(world.application) as client:
        ticket = await ticket_of(client, "counted")
        for _ in range(3):
            await second(client, ticket, "000000")
        problem = refused(await try_in(client, "counted", PASSWORD), 401)
        assert problem["code"] == "captcha_needed"
        captcha = await read_picture(world.company, problem)
        ticket = await ticket_of(client, "counted", captcha)
        assert (await second(client, ticket, codes.now())).status_code == 200
    async with visitor(world.application) as client:
        assert (await try_in(client, "counted", PASSWORD)).json()["next"] == "second_factor"


@pytest.mark.parametrize("code", ["", "1", "١٢٣٤٥٦", "000000\x00", "x" * 100_000])
async def test_a_code_that_is_none_is_refused(world: World, code: str) -> None:
    name = f"odd {code[:9]!r}"
    await with_codes(world, name)
    async with visitor(world.application) as client:
        for way in ("totp", "recovery"):
            refused(await second(client, await ticket_of(client, name), code, way), 401, 422)


async def test_a_step_of_one_person_does_not_open_for_another(world: World) -> None:
    _, _, _ = await with_codes(world, "first person")
    codes, recovery, _ = await with_codes(world, "second person")
    async with visitor(world.application) as client:
        ticket = await ticket_of(client, "first person")
        refused(await second(client, ticket, codes.now()), 401)
        refused(await second(client, ticket, recovery[0], "recovery"), 401)
        refused(await second(client, ticket, "x", "passkey"), 401)


async def test_what_is_kept_opens_nothing(world: World) -> None:
    codes, recovery, user_id = await with_codes(world, "sealed")
    async with world.company.reading(system()) as work:
        rows = await work.fetch("SELECT f::text FROM engine.second_factor f WHERE user_id = $1::uuid", user_id)
    assert len(rows) == 11
    assert not any(
        secret in str(rows) for secret in (codes.secret, *recovery, *(each.replace("-", "") for each in recovery))
    )


@pytest.mark.parametrize("forwarded", ["1.2.3.4", "1.2.3.4, 5.6.7.8", "x", ""])
async def test_only_a_proxy_of_ours_tells_where_a_request_comes_from(world: World, forwarded: str) -> None:
    address = f"203.0.113.{70 + len(forwarded)}"
    async with visitor(world.application, address, **{"X-Forwarded-For": forwarded}) as client:
        await try_in(client, f"forwarded {forwarded}")
    async with world.company.reading(system()) as work:
        rows = await work.fetch(
            "SELECT note FROM audit.entry WHERE action = 'sign_in_failed' ORDER BY seq DESC LIMIT 1"
        )
    assert f'"address":"{address}"' in rows[0][0]


async def test_login_and_mail_address_do_not_tell_that_they_are_one_persons(world: World) -> None:
    made = await a_user(world, "telling")
    admin = await world.client("admin")
    assert (await admin.patch(f"/records/user/{made}", json={"email": "telling@lock.example"})).status_code == 200
    for login in ("telling", "untold telling"):
        for number in range(3):
            async with visitor(world.application, f"203.0.113.{number + 20}") as client:
                await try_in(client, login)
    codes: list[str] = []
    for place, address in enumerate(("telling@lock.example", "untold@lock.example")):
        async with visitor(world.application, f"203.0.113.{place + 40}") as client:
            codes.append(refused(await try_in(client, address), 401)["code"])
    assert codes == ["wrong_login", "wrong_login"]


async def test_strangers_do_not_keep_a_person_out_who_comes_with_a_device_of_his(world: World) -> None:
    codes, _, _ = await with_codes(world, "kept in")
    async with visitor(world.application) as client:
        facts = {"ticket": await ticket_of(client, "kept in"), "way": "totp", "code": codes.at(int(time.time()))}
        remembered = await client.post("/auth/login/second", json={**facts, "remember": True})
        assert remembered.status_code == 200, remembered.text
        async with world.company.work(system()) as work:
            await work.execute(
                "UPDATE engine.credential c SET failures = 9, locked_until = now() + interval '1 hour'"
                " FROM record.\"user\" u WHERE u.id = c.user_id AND u.login = 'kept in'"
            )
        async with visitor(world.application) as other:
            assert (await try_in(other, "kept in", PASSWORD)).status_code == 429
        assert (await try_in(client, "kept in", PASSWORD)).status_code == 200
