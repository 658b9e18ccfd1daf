"""OAuth, as OpenAPI describes it. The endpoints that programs ask take forms (RFC 6749), which are described there."""

from typing import Any

from guanxi.api.describing import MOMENT, TEXT, TEXT_OR_NULL, UUID, YES_OR_NO, Described, many, shape

PUBLIC: dict[str, Any] = {"security": []}
FORM = {"type": "object"}
ASKED = {
    "client_id": TEXT,
    "redirect_uri": TEXT,
    "response_type": TEXT,
    "scope": TEXT,
    "state": TEXT,
    "code_challenge": TEXT,
    "code_challenge_method": TEXT,
}
MADE = {"name": TEXT, "redirects": many(TEXT), "scopes": many(TEXT), "is_confidential": YES_OR_NO}
PROGRAM = shape(
    "id name redirects scopes is_confidential service_user created_at",
    id=TEXT,
    **MADE,
    service_user=TEXT_OR_NULL,
    created_at=MOMENT,
)
GRANT = shape(
    "id name scopes created_at expires_at used_at",
    id=UUID,
    name=TEXT,
    scopes=many(TEXT),
    created_at=MOMENT,
    expires_at=MOMENT,
    used_at=TEXT_OR_NULL,
)
OAUTH = (
    Described(
        "GET", "/oauth/programs", "list programs", "Registered programs.", shape("programs", programs=many(PROGRAM))
    ),
    Described(
        "POST",
        "/oauth/programs",
        "register program",
        "Register one; its secret is told this once.",
        shape("id secret", id=TEXT, secret=TEXT_OR_NULL),
        shape("name scopes", **MADE, service_user=TEXT_OR_NULL),
        status="201",
    ),
    Described("DELETE", "/oauth/programs/{id}", "remove program", "With all that was granted to it.", status="204"),
    Described(
        "GET",
        "/oauth/asked",
        "read asked",
        "What a program asks for, by the parameters of its request.",
        shape("name scopes redirect", name=TEXT, scopes=many(TEXT), redirect=TEXT),
    ),
    Described(
        "POST",
        "/oauth/decision",
        "decide asked",
        "Where the browser goes on.",
        shape("location", location=TEXT),
        shape(**ASKED, allow=YES_OR_NO),
    ),
    Described("GET", "/oauth/grants", "list grants", "What one has granted.", shape("grants", grants=many(GRANT))),
    Described("DELETE", "/oauth/grants/{id}", "end grant", "End it, with its tokens.", status="204"),
    Described(
        "POST", "/oauth/token", "token oauth", "Tokens for a code, a refresh token or itself.", FORM, more=PUBLIC
    ),
    Described("POST", "/oauth/revoke", "revoke oauth", "End a token (RFC 7009).", FORM, more=PUBLIC),
    Described("POST", "/oauth/introspect", "introspect oauth", "What a token is (RFC 7662).", FORM, more=PUBLIC),
)
