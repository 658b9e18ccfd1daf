"""ACC-8: programs of others come in by OAuth 2.1; authlib's client is the stranger, and nothing opens twice."""

import asyncio
import socket
from base64 import b64encode
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import uvicorn
from authlib.integrations.httpx_client import AsyncOAuth2Client

from guanxi.api.app import Application
from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio
STRANGER = cast("Any", AsyncOAuth2Client)
BACK = "https://program.example/back?from=guanxi"
VERIFIER = "a-verifier-that-is-long-enough-for-the-standard-0123456789"
CHALLENGE = "TklMeVooZjbHjWLoYsO_8TlVcFAO2QGJj-D0QCA1u2w"


@dataclass
class Door:
    """Where the product listens, on a real socket, and people who are signed in."""

    url: str
    admin: httpx.AsyncClient
    lina: httpx.AsyncClient
    programs: list[Any]

    async def register(self, **more: Any) -> dict[str, Any]:
        facts = {"name": "Mail plugin", "redirects": [BACK], "scopes": ["read"], "is_confidential": True, **more}
        made = await self.admin.post("/oauth/programs", json=facts)
        assert made.status_code == 201, made.text
        return made.json()

    def program(self, made: dict[str, Any], **more: Any) -> Any:
        ways = {"token_endpoint_auth_method": "client_secret_basic" if made["secret"] else "none", **more}
        found = STRANGER(
            made["id"], made["secret"], redirect_uri=BACK, code_challenge_method="S256", trust_env=False, **ways
        )
        self.programs.append(found)
        return found

    async def consent(self, program: Any, allow: bool = True, **more: Any) -> dict[str, str]:
        """What comes back to the program after a person has decided."""
        made: tuple[str, str] = program.create_authorization_url(
            f"{self.url}/oauth/authorize", code_verifier=VERIFIER, **more
        )
        address, state = made
        asked = {name: found[0] for name, found in parse_qs(urlsplit(address).query).items()}
        shown = await self.lina.get("/oauth/asked", params=asked)
        assert shown.status_code == 200, shown.text
        said = await self.lina.post("/oauth/decision", json={**asked, "allow": allow})
        location = str(said.json()["location"])
        assert location.startswith(BACK)
        back = {name: found[0] for name, found in parse_qs(urlsplit(str(location)).query).items()}
        assert back["state"] == state
        return back

    async def enter(self, program: Any) -> tuple[dict[str, str], dict[str, Any]]:
        back = await self.consent(program)
        token = await program.fetch_token(f"{self.url}/api/v1/oauth/token", code=back["code"], code_verifier=VERIFIER)
        return back, dict(token)

    async def ask(self, path: str, made: dict[str, Any], **form: str) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False) as web:
            names = {} if made["secret"] else {"client_id": made["id"]}
            word = b64encode(f"{made['id']}:{made['secret']}".encode()).decode()
            proof = {"Authorization": f"Basic {word}"} if made["secret"] else {}
            return await web.post(f"{self.url}/api/v1/oauth/{path}", data={**names, **form}, headers=proof)

    async def reads(self, key: str) -> int:
        async with httpx.AsyncClient(trust_env=False, headers={"Authorization": f"Bearer {key}"}) as web:
            return (await web.get(f"{self.url}/api/v1/records/account")).status_code


@pytest.fixture
async def door(application: Application, sign_in: SignIn) -> AsyncGenerator[Door]:
    line = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, lifespan="off", log_level="warning", ws="none"))
    programs: list[Any] = []
    serving = asyncio.create_task(server.serve([line]))
    yield Door(f"http://127.0.0.1:{line.getsockname()[1]}", await sign_in("admin"), await sign_in("lina"), programs)
    for each in programs:
        await each.aclose()
    server.should_exit = True
    with suppress(asyncio.CancelledError):
        await serving
    line.close()


async def test_a_stranger_comes_in_with_consent_and_goes_on_with_new_tokens(door: Door) -> None:
    program = door.program(await door.register())
    back, token = await door.enter(program)
    assert back["iss"] == "http://localhost:8000"
    assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 3600, "read")
    assert await door.reads(token["access_token"]) == 200
    [kept] = (await door.lina.get("/oauth/grants")).json()["grants"]
    assert (kept["name"], kept["scopes"]) == ("Mail plugin", ["read"])
    newer = await program.refresh_token(f"{door.url}/api/v1/oauth/token", refresh_token=token["refresh_token"])
    assert newer["refresh_token"] != token["refresh_token"]
    assert await door.reads(newer["access_token"]) == 200
    assert (await door.lina.delete(f"/oauth/grants/{kept['id']}")).status_code == 204
    assert await door.reads(newer["access_token"]) == 401


async def test_a_code_that_comes_again_ends_what_it_gave(door: Door) -> None:
    made = await door.register(is_confidential=False)
    back, token = await door.enter(door.program(made))
    form = {"grant_type": "authorization_code", "code": back["code"], "code_verifier": VERIFIER}
    again = await door.ask("token", made, **form)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})
    assert await door.reads(token["access_token"]) == 401
    refreshed = await door.ask("token", made, grant_type="refresh_token", refresh_token=token["refresh_token"])
    assert refreshed.status_code == 400


async def test_a_refresh_token_that_comes_again_ends_the_family(door: Door) -> None:
    made = await door.register()
    _, token = await door.enter(door.program(made))
    first, second = [
        await door.ask("token", made, grant_type="refresh_token", refresh_token=token["refresh_token"])
        for _ in range(2)
    ]
    assert (first.status_code, second.status_code) == (200, 400)
    assert await door.reads(first.json()["access_token"]) == 401


async def test_a_code_needs_its_verifier_its_program_and_its_minute(door: Door, company: Any) -> None:
    made, other = await door.register(), await door.register(name="Other")
    for wrong in ({"code_verifier": "b" * 50}, {"code_verifier": ""}, {"redirect_uri": "https://evil.example/"}):
        back = await door.consent(door.program(made))
        form = {"grant_type": "authorization_code", "code": back["code"], "code_verifier": VERIFIER, **wrong}
        assert (await door.ask("token", made, **form)).json() == {"error": "invalid_grant"}
    back = await door.consent(door.program(made))
    form = {"grant_type": "authorization_code", "code": back["code"], "code_verifier": VERIFIER}
    assert (await door.ask("token", other, **form)).json() == {"error": "invalid_grant"}
    async with company.pool.connection() as connection:
        await connection.execute(b"UPDATE engine.oauth_grant SET code_until = now() - interval '1 second'")
    assert (await door.ask("token", made, **form)).json() == {"error": "invalid_grant"}
    assert (await door.lina.get("/oauth/grants")).json()["grants"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uri": BACK + "x"},
        {"redirect_uri": "https://program.example/back"},
        {"redirect_uri": "https://program.example/back/?from=guanxi"},
        {"response_type": "token"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"scope": "read admin"},
        {"client_id": "gxc_nobody"},
    ],
)
async def test_a_request_that_is_not_sound_sends_nobody_anywhere(door: Door, wrong: dict[str, str]) -> None:
    made = await door.register()
    asked = {"client_id": made["id"], "redirect_uri": BACK, "response_type": "code", "scope": "read"}
    asked |= {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    assert (await door.lina.get("/oauth/asked", params=asked)).status_code == 200
    assert (await door.lina.get("/oauth/asked", params={**asked, **wrong})).status_code == 400
    said = await door.lina.post("/oauth/decision", json={**asked, **wrong, "allow": True})
    assert said.status_code == 400
    assert "location" not in said.json()


async def test_who_refuses_lets_nobody_in(door: Door) -> None:
    back = await door.consent(door.program(await door.register()), allow=False)
    assert (back["error"], "code" in back) == ("access_denied", False)


async def person_of(client: httpx.AsyncClient) -> str:
    return (await client.get("/auth/me")).json()["user"]["id"]


OUT: list[tuple[str, dict[str, Any]]] = [("PATCH", {"is_active": False}), ("DELETE", {})]


@pytest.mark.parametrize(("method", "values"), OUT, ids=["switched off", "deleted"])
async def test_nothing_is_open_to_programs_of_who_is_out(door: Door, method: str, values: dict[str, Any]) -> None:
    made, person = await door.register(), await person_of(door.lina)
    service = await door.register(redirects=[], service_user=person)
    _, token = await door.enter(door.program(made))
    own = (await door.ask("token", service, grant_type="client_credentials")).json()["access_token"]
    assert (await door.admin.request(method, f"/records/user/{person}", json={**values})).status_code == 200
    assert (await door.ask("introspect", made, token=token["access_token"])).json() == {"active": False}
    assert (await door.ask("introspect", service, token=own)).json() == {"active": False}
    again = await door.ask("token", made, grant_type="refresh_token", refresh_token=token["refresh_token"])
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})
    again = await door.ask("token", service, grant_type="client_credentials")
    assert again.json() == {"error": "unauthorized_client"}
    assert await door.reads(token["access_token"]) == 401


async def test_who_comes_back_has_let_nobody_in(door: Door) -> None:
    made, person = await door.register(), await person_of(door.lina)
    _, token = await door.enter(door.program(made))
    for is_active in (False, True):
        await door.admin.patch(f"/records/user/{person}", json={"is_active": is_active})
    assert await door.reads(token["access_token"]) == 401
    again = await door.ask("token", made, grant_type="refresh_token", refresh_token=token["refresh_token"])
    assert again.json() == {"error": "invalid_grant"}
    assert (await door.lina.get("/auth/me")).status_code == 401
    entries = (await door.admin.get("/audit", params={"action": "program_shut_out"})).json()["entries"]
    assert [entry["record_id"] for entry in entries] == [person]


async def test_a_grant_opens_nothing_for_who_went_past_the_door(door: Door, company: Any) -> None:
    made, person = await door.register(), await person_of(door.lina)
    back = await door.consent(door.program(made))
    _, token = await door.enter(door.program(made))
    async with company.pool.connection() as connection:
        await connection.execute(b'UPDATE record."user" SET is_active = false WHERE id = $1::uuid', [person])
    assert (await door.ask("introspect", made, token=token["access_token"])).json() == {"active": False}
    form = {"grant_type": "authorization_code", "code": back["code"], "code_verifier": VERIFIER}
    assert (await door.ask("token", made, **form)).json() == {"error": "invalid_grant"}
    form = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"]}
    assert (await door.ask("token", made, **form)).json() == {"error": "invalid_grant"}


async def test_an_administrator_sees_and_ends_what_a_colleague_granted(door: Door) -> None:
    made, person = await door.register(), await person_of(door.lina)
    _, token = await door.enter(door.program(made))
    [kept] = (await door.admin.get(f"/security/users/{person}")).json()["grants"]
    assert (kept["name"], kept["scopes"]) == ("Mail plugin", ["read"])
    here = f"/security/users/{person}/grants/{kept['id']}"
    assert (await door.lina.delete(here)).status_code == 403
    other = await person_of(door.admin)
    assert (await door.admin.delete(f"/security/users/{other}/grants/{kept['id']}")).status_code == 404
    assert await door.reads(token["access_token"]) == 200
    assert (await door.admin.delete(here)).status_code == 204
    assert await door.reads(token["access_token"]) == 401
    [entry] = (await door.admin.get("/audit", params={"action": "program_shut_out"})).json()["entries"]
    assert (entry["record_id"], entry["by"]["id"]) == (person, other)


async def test_programs_prove_themselves_and_have_no_more_than_they_may(door: Door) -> None:
    made = await door.register()
    form = {"grant_type": "client_credentials"}
    assert (await door.ask("token", {**made, "secret": "wrong"}, **form)).json() == {"error": "invalid_client"}
    assert (await door.ask("token", {**made, "secret": None}, **form)).status_code == 401
    assert (await door.ask("token", made, **form)).json() == {"error": "unauthorized_client"}
    for way in ("password", "implicit", ""):
        refused = await door.ask("token", made, grant_type=way, username="lina", password="x")
        assert refused.json() == {"error": "unsupported_grant_type"}
    person = (await door.lina.get("/auth/me")).json()["user"]["id"]
    service = await door.register(redirects=[], service_user=person)
    given = await door.ask("token", service, **form)
    assert (given.status_code, given.headers["Cache-Control"], "refresh_token" in given.json()) == (
        200,
        "no-store",
        False,
    )
    assert await door.reads(given.json()["access_token"]) == 200
    assert (await door.ask("token", service, **form, scope="write")).json() == {"error": "invalid_scope"}
    told = await door.ask("introspect", service, token=given.json()["access_token"])
    assert (told.json()["active"], told.json()["sub"], told.json()["scope"]) == (True, person, "read")
    assert (await door.ask("introspect", made, token=given.json()["access_token"])).json() == {"active": False}
    assert (await door.ask("revoke", made, token=given.json()["access_token"])).status_code == 200
    assert await door.reads(given.json()["access_token"]) == 200
    assert (await door.ask("revoke", service, token=given.json()["access_token"])).status_code == 200
    assert await door.reads(given.json()["access_token"]) == 401


async def test_only_administrators_register_and_what_they_remove_is_out(door: Door) -> None:
    assert (await door.lina.post("/oauth/programs", json={})).status_code == 403
    assert (await door.lina.get("/oauth/programs")).status_code == 403
    wrong = ["http://program.example/", "javascript:alert(1)", "https://a.example/#x", "https://*.example/", "data:x"]
    for redirect in wrong:
        facts = {"name": "x", "scopes": ["read"], "redirects": [redirect]}
        refused = await door.admin.post("/oauth/programs", json=facts)
        assert [each["code"] for each in refused.json()["errors"]] == ["not_redirects"], redirect
    made = await door.register()
    _, token = await door.enter(door.program(made))
    shown = await door.admin.get("/oauth/programs")
    assert made["secret"] not in shown.text
    assert (await door.admin.delete(f"/oauth/programs/{made['id']}")).status_code == 204
    assert await door.reads(token["access_token"]) == 401


async def test_what_is_offered_is_told(door: Door) -> None:
    async with httpx.AsyncClient(trust_env=False) as web:
        found = (await web.get(f"{door.url}/.well-known/oauth-authorization-server")).json()
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["response_types_supported"] == ["code"]
    assert "password" not in found["grant_types_supported"]
    assert found["token_endpoint"].startswith(found["issuer"])
