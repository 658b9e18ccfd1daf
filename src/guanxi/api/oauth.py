"""OAuth 2.1: programs and grants as people see them, and the endpoints that programs ask."""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from guanxi.api.door import Call, Door, answer, public
from guanxi.api.keeping import kept_facts
from guanxi.api.own_security import read_path_id
from guanxi.engine.oauth import granting
from guanxi.engine.oauth.clients import Client, list_clients, proved_client, refuse, register, remove
from guanxi.engine.oauth.grants import end_grant, grants_of
from guanxi.kernel.errors import Malformed, Unauthenticated
from guanxi.kernel.scopes import ALL_SCOPES

NOT_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}
WAYS = {
    "authorization_code": granting.by_code,
    "refresh_token": granting.by_refresh,
    "client_credentials": granting.by_itself,
}


async def read_clients(call: Call) -> Response:
    async with call.reading() as work:
        return answer({"programs": await list_clients(work)})


async def add_client(call: Call) -> Response:
    facts = await kept_facts(call)
    async with call.work() as work:
        return answer(await register(work, facts), 201)


async def drop_client(call: Call) -> Response:
    async with call.work() as work:
        await remove(work, call.path("id"))
    call.state.sessions.clear()
    return Response(status_code=204)


async def show_asked(call: Call) -> Response:
    """Who asks for what, for the screen on which a person decides."""
    async with call.reading() as work:
        asked = await granting.read_asked(work.connection, dict(call.request.query_params))
    return answer({"name": asked.client.name, "scopes": asked.scopes, "redirect": asked.redirect})


async def decide(call: Call) -> Response:
    """The address to which the browser goes on, with a code or with the refusal."""
    facts = await kept_facts(call)
    async with call.work() as work:
        asked = await granting.read_asked(work.connection, facts)
        said = {"code": await granting.grant(work, asked)} if facts.get("allow") is True else {"error": "access_denied"}
    said |= {"iss": call.company.surroundings.public_url}
    said |= {"state": str(facts["state"])} if facts.get("state") else {}
    mark = "&" if "?" in asked.redirect else "?"
    return answer({"location": f"{asked.redirect}{mark}{urlencode(said)}"})


async def read_grants(call: Call) -> Response:
    async with call.reading() as work:
        return answer({"grants": await grants_of(work, str(call.principal.user_id))})


async def drop_grant(call: Call) -> Response:
    wanted = read_path_id(call, "no_such_grant")
    async with call.work() as work:
        await end_grant(work, str(call.principal.user_id), wanted)
    call.state.sessions.clear()
    return Response(status_code=204)


async def _form(call: Call) -> dict[str, str]:
    """The form that a program has sent. Raises Malformed for one that names something twice."""
    try:
        pairs = parse_qsl((await call.body(64 * 1024)).decode(), keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise refuse("invalid_request") from None
    if len({name for name, _ in pairs}) != len(pairs) or any("\0" in name + text for name, text in pairs):
        raise refuse("invalid_request")
    return dict(pairs)


async def _client(call: Call, form: Mapping[str, str]) -> Client:
    """The program that asks, by the header or the form, never by both. Raises Unauthenticated."""
    header = call.request.headers.get("authorization", "")
    client_id, secret = form.get("client_id", ""), form.get("client_secret")
    if header.lower().startswith("basic "):
        try:
            given, _, word = b64decode(header[6:], validate=True).decode().partition(":")
        except ValueError:
            raise refuse("invalid_client", status=401) from None
        if secret is not None or client_id not in ("", unquote_plus(given)):
            raise refuse("invalid_request")
        client_id, secret = unquote_plus(given), unquote_plus(word)
    async with call.company.pool.connection() as connection:
        return await proved_client(connection, client_id, secret)


def _said(error: Malformed | Unauthenticated) -> Response:
    """An error in the form of RFC 6749, 5.2."""
    headers = NOT_KEPT | ({"WWW-Authenticate": 'Basic realm="oauth"'} if error.status == 401 else {})
    return answer({"error": error.extra.get("error", "invalid_request")}, error.status, headers)


@public
async def give_tokens(call: Call) -> Response:
    try:
        form = await _form(call)
        client = await _client(call, form)
        way = WAYS.get(form.get("grant_type", ""))
        if way is None:
            raise refuse("unsupported_grant_type")
        return answer(await way(call.company, client, form), headers=NOT_KEPT)
    except (Malformed, Unauthenticated) as error:
        call.state.sessions.clear()  # a code that came again has ended tokens
        return _said(error)


@public
async def take_back(call: Call) -> Response:
    try:
        form = await _form(call)
        await granting.revoke(call.company, await _client(call, form), form.get("token", ""))
    except (Malformed, Unauthenticated) as error:
        return _said(error)
    call.state.sessions.clear()
    return answer({}, headers=NOT_KEPT)


@public
async def tell(call: Call) -> Response:
    try:
        form = await _form(call)
        found = await granting.introspect(call.company, await _client(call, form), form.get("token", ""))
        return answer(found, headers=NOT_KEPT)
    except (Malformed, Unauthenticated) as error:
        return _said(error)


def facts_of(issuer: str) -> dict[str, Any]:
    """What a program reads before it asks (RFC 8414)."""
    ways = ["client_secret_basic", "client_secret_post"]
    base = f"{issuer}/api/v1/oauth"
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{base}/token",
        "revocation_endpoint": f"{base}/revoke",
        "introspection_endpoint": f"{base}/introspect",
        "scopes_supported": list(ALL_SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(WAYS),
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": [*ways, "none"],
        "introspection_endpoint_auth_methods_supported": ways,
        "authorization_response_iss_parameter_supported": True,
    }


def routes(door: Door) -> list[Route]:
    async def known(request: Request) -> Response:
        return door.secured(answer(facts_of(door.state.company.surroundings.public_url)))

    return [Route("/.well-known/oauth-authorization-server", known, methods=["GET"])]


ROUTES = (
    ("GET", "/oauth/programs", read_clients),
    ("POST", "/oauth/programs", add_client),
    ("DELETE", "/oauth/programs/{id}", drop_client),
    ("GET", "/oauth/asked", show_asked),
    ("POST", "/oauth/decision", decide),
    ("GET", "/oauth/grants", read_grants),
    ("DELETE", "/oauth/grants/{id}", drop_grant),
    ("POST", "/oauth/token", give_tokens),
    ("POST", "/oauth/revoke", take_back),
    ("POST", "/oauth/introspect", tell),
)
