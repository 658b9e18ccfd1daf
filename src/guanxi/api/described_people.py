"""Mail, signing in and what belongs to it, as OpenAPI describes them."""

from typing import Any

from guanxi.api.described_oauth import GRANT, OAUTH
from guanxi.api.describing import (
    ANYTHING,
    MOMENT,
    TEXT,
    TEXT_OR_NULL,
    UUID,
    WHOLE,
    YES_OR_NO,
    Described,
    many,
    one_of,
    shape,
)

MAIL = shape(
    host=TEXT,
    port=WHOLE,
    security=one_of("none", "starttls", "tls"),
    user=TEXT,
    sender=TEXT,
    sender_name=TEXT,
)
MAIL_KEPT = shape(
    "host port security user sender sender_name has_password is_set_up works",
    **MAIL["properties"],
    has_password=YES_OR_NO,
    is_set_up=YES_OR_NO,
    works=YES_OR_NO,
)

OUTGOING = shape("places", places=many(shape("place is_plain", place=TEXT, is_plain=YES_OR_NO)))

PUBLIC: dict[str, Any] = {"security": []}
MOMENT_OR_NULL = {"type": ["string", "null"]}
SEEN = {"browser": TEXT, "system": TEXT, "address": TEXT_OR_NULL, "created_at": MOMENT, "seen_at": MOMENT}
SESSION = shape("id browser system created_at seen_at is_this", id=UUID, is_this=YES_OR_NO, **SEEN)
DEVICE = shape("id browser system created_at seen_at expires_at", id=UUID, expires_at=MOMENT, **SEEN)
FACTOR = shape(
    "id kind name created_at used_at",
    id=UUID,
    kind=one_of("totp", "passkey"),
    name=TEXT,
    created_at=MOMENT,
    used_at=MOMENT_OR_NULL,
)
CODES = shape("recovery_codes", recovery_codes=many(TEXT))
QUESTION = shape("ticket options", ticket=TEXT, options=ANYTHING)
CONFIRMED = shape(password=TEXT)
ENDED = shape("ended", ended=WHOLE)
LOCKED = shape("locked", locked=many(shape("user until", user=UUID, until=MOMENT)))
USER_SECURITY = shape(
    "locked_until verified_email sessions devices factors directories grants",
    locked_until=MOMENT_OR_NULL,
    verified_email=TEXT_OR_NULL,
    sessions=many(SESSION),
    devices=many(DEVICE),
    factors=many(FACTOR),
    directories=many(shape("id name seen_at", id=UUID, name=TEXT, seen_at=MOMENT)),
    grants=many(GRANT),
)
ANSWERED = shape(
    "ticket way",
    ticket=TEXT,
    way=one_of("totp", "recovery", "passkey"),
    code=TEXT,
    credential=ANYTHING,
    alone=YES_OR_NO,
    remember=YES_OR_NO,
)


def _gone(path: str, name: str, summary: str, takes: dict[str, Any] | None = None) -> Described:
    return Described("DELETE", path, name, summary, None, takes, status="204")


SIGNING_IN = (
    Described(
        "POST",
        "/auth/login/second",
        "second login",
        "The second step: a code, a recovery code, or a passkey; a passkey alone with `alone`.",
        ANYTHING,
        ANSWERED,
        more=PUBLIC,
    ),
    Described(
        "POST", "/auth/login/passkey", "passkey login", "What a passkey is asked to sign.", QUESTION, more=PUBLIC
    ),
    Described(
        "POST",
        "/auth/login/captcha",
        "captcha login",
        "Another picture, or digits to hear instead.",
        shape("id", id=TEXT, picture=TEXT, sound=TEXT),
        shape("form", form=one_of("picture", "sound")),
        more=PUBLIC,
    ),
    Described(
        "GET",
        "/auth/login/ways",
        "ways login",
        "What the sign-in page can offer.",
        shape(
            "reset_by_mail directories",
            reset_by_mail=YES_OR_NO,
            directories=many(shape("id name", id=UUID, name=TEXT)),
        ),
        more=PUBLIC,
    ),
    Described(
        "POST",
        "/auth/reset",
        "ask reset",
        "Have a link sent, if the name is known; the answer does not tell.",
        None,
        shape("login", login=TEXT),
        status="204",
        more=PUBLIC,
    ),
    Described(
        "POST",
        "/auth/reset/password",
        "set reset",
        "Set a password with the link's token; all sessions end.",
        None,
        shape("token new", token=TEXT, new=TEXT),
        status="204",
        more=PUBLIC,
    ),
)
OWN = (
    Described(
        "GET",
        "/auth/sessions",
        "list sessions",
        "One's sessions and remembered devices.",
        shape("sessions devices", sessions=many(SESSION), devices=many(DEVICE)),
    ),
    Described("DELETE", "/auth/sessions", "end_others sessions", "End all sessions but this.", ENDED),
    _gone("/auth/sessions/{id}", "end sessions", "End one session."),
    _gone("/auth/devices/{id}", "forget devices", "Forget a remembered device."),
    Described(
        "GET",
        "/auth/second-factors",
        "list second_factors",
        "One's authenticators and passkeys.",
        shape("factors recovery_codes_left", factors=many(FACTOR), recovery_codes_left=WHOLE),
    ),
    _gone("/auth/second-factors/{id}", "remove second_factors", "Take one away.", CONFIRMED),
    Described(
        "POST",
        "/auth/second-factors/totp",
        "begin_totp second_factors",
        "A key for an authenticator, as text, address and picture.",
        shape("ticket secret uri picture", ticket=TEXT, secret=TEXT, uri=TEXT, picture=TEXT),
        CONFIRMED,
    ),
    Described(
        "POST",
        "/auth/second-factors/totp/confirm",
        "confirm_totp second_factors",
        "Confirm it by a code; recovery codes come with the first factor.",
        CODES,
        shape("ticket code", ticket=TEXT, code=TEXT, name=TEXT),
    ),
    Described(
        "POST",
        "/auth/second-factors/passkey",
        "begin_passkey second_factors",
        "What the browser is asked to make.",
        QUESTION,
        CONFIRMED,
    ),
    Described(
        "POST",
        "/auth/second-factors/passkey/confirm",
        "confirm_passkey second_factors",
        "Keep the passkey that it has made.",
        CODES,
        shape("ticket credential", ticket=TEXT, credential=ANYTHING, name=TEXT),
    ),
    Described(
        "POST", "/auth/recovery-codes", "make recovery_codes", "Ten new ones in place of the old.", CODES, CONFIRMED
    ),
    Described(
        "POST",
        "/auth/email",
        "send_code email",
        "Send a code to an address that is to be one's own.",
        shape("ticket", ticket=TEXT),
        shape("email", email=TEXT, password=TEXT),
    ),
    Described(
        "POST",
        "/auth/email/verify",
        "verify email",
        "Prove the address with the code.",
        None,
        shape("ticket code", ticket=TEXT, code=TEXT),
        status="204",
    ),
)
COLLEAGUES = (
    Described("GET", "/security/locked", "list_locked security", "Who is locked out now.", LOCKED),
    Described("GET", "/security/users/{id}", "read security", "A colleague's way in.", USER_SECURITY),
    Described("POST", "/security/users/{id}/unlock", "unlock security", "Lift a lock.", status="204"),
    Described("DELETE", "/security/users/{id}/sessions", "end_sessions security", "End all sessions.", ENDED),
    _gone("/security/users/{id}/second-factors", "reset_factors security", "Take all second factors away."),
    _gone("/security/users/{id}/directories", "disconnect security", "No directory knows this colleague any more."),
    _gone("/security/users/{id}/grants/{grant}", "end_grant security", "Shut out a program that a colleague let in."),
)
FIELD_KEY = shape(
    "object object_label field label version made_at values older run",
    object=TEXT,
    object_label=TEXT,
    field=TEXT,
    label=TEXT,
    version=WHOLE,
    made_at=MOMENT,
    values=WHOLE,
    older=WHOLE,
    run={"anyOf": [shape("deed phase done total", deed=TEXT, phase=TEXT, done=WHOLE, total=WHOLE), {"type": "null"}]},
)
KEYS = (
    Described(
        "GET",
        "/keys",
        "list keys",
        "Encrypted fields and their keys.",
        shape("keeper fields", keeper=TEXT, fields=many(FIELD_KEY)),
    ),
    Described(
        "POST",
        "/keys/{object}/{field}",
        "renew keys",
        "A new key of a field; every value is written anew under it in the background.",
        shape("version", version=WHOLE),
        status="202",
    ),
    Described(
        "POST",
        "/keys/{object}/{field}/open",
        "open keys",
        "Makes an encrypted field plain again in the background.",
        takes=shape("reason", reason=TEXT, password=TEXT),
        status="204",
    ),
)
NAMED = shape("id title", id=UUID, title=TEXT_OR_NULL)
NETWORKS = {"company": many(TEXT), "roles": ANYTHING}
TOKEN_MADE = {"name": TEXT, "networks": many(TEXT)}
TOKEN_KEPT: dict[str, Any] = {
    "id": UUID,
    **TOKEN_MADE,
    "scopes": {"type": ["array", "null"], "items": TEXT},
    "created_at": MOMENT,
    "expires_at": MOMENT,
    "used_at": MOMENT_OR_NULL,
    "address": TEXT_OR_NULL,
    "is_over": YES_OR_NO,
    "user": NAMED,
    "created_by": {"anyOf": [NAMED, {"type": "null"}]},
}
TOKENS = shape("tokens", tokens=many(shape(" ".join(TOKEN_KEPT), **TOKEN_KEPT)))
OF_PROGRAMS = (
    Described("GET", "/auth/tokens", "list_own tokens", "One's own tokens, never with their keys.", TOKENS),
    Described(
        "POST",
        "/auth/tokens",
        "make token",
        "A token with scopes, an end and networks; its key is told this once.",
        shape(" ".join([*TOKEN_KEPT, "token"]), **TOKEN_KEPT, token=TEXT),
        shape("name scopes", **TOKEN_MADE, scopes=many(TEXT), days=WHOLE, password=TEXT),
        status="201",
    ),
    _gone("/auth/tokens/{id}", "end token", "End a token of one's own at once."),
    Described("GET", "/security/tokens", "list tokens", "Everybody's tokens; administrators only.", TOKENS),
    _gone("/security/tokens/{id}", "end_any token", "End somebody's token at once; administrators only."),
    Described(
        "GET",
        "/security/networks",
        "read networks",
        "From where people come in; administrators only.",
        shape("company roles address", **NETWORKS, address=TEXT),
    ),
    Described(
        "PUT",
        "/security/networks",
        "change networks",
        "Keep these; refused where the caller himself would be locked out.",
        shape("company roles address", **NETWORKS, address=TEXT),
        shape(**NETWORKS),
    ),
)
PEOPLE = (
    Described("GET", "/mail", "read mail", "The server that sends mail; administrators only.", MAIL_KEPT),
    Described(
        "PATCH",
        "/mail",
        "change mail",
        "Change it; an empty host takes it away. The password is kept sealed and never told.",
        MAIL_KEPT,
        shape(**MAIL["properties"], password=TEXT),
    ),
    Described(
        "POST",
        "/mail/test",
        "test mail",
        "Send a letter at once and tell what the server said.",
        shape("is_sent answer", is_sent=YES_OR_NO, answer=TEXT),
        shape("to", to=TEXT),
    ),
    Described("GET", "/outgoing", "read outgoing", "What may be reached beside public addresses.", OUTGOING),
    Described("PUT", "/outgoing", "change outgoing", "Keep these places; administrators only.", OUTGOING, OUTGOING),
    *SIGNING_IN,
    *OWN,
    *COLLEAGUES,
    *KEYS,
    *OF_PROGRAMS,
    *OAUTH,
)
