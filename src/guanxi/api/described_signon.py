"""Sign-on through other directories, as OpenAPI describes it."""

from typing import Any

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
    query,
    shape,
)

PUBLIC: dict[str, Any] = {"security": []}
OIDC: dict[str, Any] = {
    **dict.fromkeys(("issuer", "client_id", "scopes", "groups_claim"), TEXT),
    "trusted_factors": many(TEXT),
}
LDAP: dict[str, Any] = {
    **dict.fromkeys(("address", "authority", "bind_name", "base", "user_filter", "group_base", "group_filter"), TEXT),
    **dict.fromkeys(("login_attribute", "name_attribute", "email_attribute", "id_attribute"), TEXT),
    "in_clear": YES_OR_NO,
    "groups_by": one_of("memberOf", "member", "uniqueMember", "memberUid"),
    "compares": YES_OR_NO,
}
FACTS: dict[str, Any] = {
    "name": TEXT,
    "is_on": YES_OR_NO,
    **OIDC,
    **LDAP,
    "groups": many(shape("group role", group=TEXT, role=UUID)),
    "makes_users": YES_OR_NO,
    "default_role": TEXT_OR_NULL,
    "default_team": TEXT_OR_NULL,
    "joins_by_email": YES_OR_NO,
}
KIND = one_of("oidc", "ldap")
COUNTS = dict.fromkeys(("people", "known", "going", "following"), WHOLE)
COMPARED = shape("at fault", at=MOMENT, fault=TEXT_OR_NULL, refused=WHOLE, **COUNTS) | {"type": ["object", "null"]}
DIRECTORY = shape(
    "id kind name is_on has_secret callback compared",
    id=UUID,
    kind=KIND,
    has_secret=YES_OR_NO,
    callback=TEXT,
    compared=COMPARED,
    **FACTS,
)
FINDINGS = shape(
    "is_fine findings",
    is_fine=YES_OR_NO,
    findings=many(shape("weight text", weight=one_of("fine", "mind", "wrong"), text=TEXT)),
    person=shape(
        "entry id login name email is_off groups roles",
        **dict.fromkeys(("entry", "id", "login", "name", "email"), TEXT),
        is_off=YES_OR_NO,
        groups=many(TEXT),
        roles=many(shape("id name", id=UUID, name=TEXT)),
    ),
)
COMPARISON = shape(
    "counts is_doubtful going following kept is_done refused",
    counts=shape("people known going following", **COUNTS),
    is_doubtful=YES_OR_NO,
    going=many(shape("id name reason", id=UUID, name=TEXT, reason=one_of("gone", "off"))),
    following=many(shape("id name fields", id=UUID, name=TEXT, fields=many(TEXT))),
    kept=many(shape("id name", id=UUID, name=TEXT)),
    is_done=YES_OR_NO,
    refused=WHOLE,
)


NEXT = query("next", TEXT, "The inner page to go to then.")


def _page(path: str, name: str, summary: str, *asks: dict[str, Any]) -> Described:
    """A page of a browser that leads on to another."""
    return Described("GET", path, name, summary, asks=asks, status="302", more=PUBLIC)


PROVISIONING = shape("address groups", address=TEXT, groups=FACTS["groups"])
SIGN_ON = (
    Described(
        "GET",
        "/sign-on/provisioning",
        "read provisioning",
        "The address for provisioning systems (SCIM 2.0), and which team gives which role.",
        PROVISIONING,
    ),
    Described(
        "PUT",
        "/sign-on/provisioning",
        "change provisioning",
        "Set which team gives which role.",
        PROVISIONING,
        shape("groups", groups=FACTS["groups"]),
    ),
    Described(
        "GET",
        "/sign-on/directories",
        "list directories",
        "The directories that people may sign in through; administrators only.",
        shape("directories", directories=many(DIRECTORY)),
    ),
    Described(
        "POST",
        "/sign-on/directories",
        "create directories",
        "A new one. The secret is kept sealed and never told.",
        DIRECTORY,
        shape("kind name", kind=KIND, secret=TEXT, **FACTS),
        status="201",
    ),
    Described(
        "PATCH",
        "/sign-on/directories/{id}",
        "change directories",
        "Change it; a secret goes when the directory becomes another one.",
        DIRECTORY,
        shape(secret=TEXT, **FACTS),
    ),
    Described("DELETE", "/sign-on/directories/{id}", "remove directories", "Take it away.", status="204"),
    Described(
        "POST",
        "/sign-on/directories/{id}/try",
        "try directories",
        "What it answers now; of a directory of the kind ldap also who signs in by a name.",
        FINDINGS,
        shape(login=TEXT),
    ),
    Described(
        "POST",
        "/sign-on/directories/{id}/compare",
        "compare directories",
        "Who came from a directory of the kind ldap follows it; a dry run says who, and 409 stands where more than a"
        " fifth would go and `confirmed` is not given.",
        COMPARISON,
        shape(dry_run=YES_OR_NO, confirmed=YES_OR_NO),
    ),
    _page("/auth/directories/{id}/start", "start sign_on", "To the directory.", NEXT),
    _page("/auth/directories/{id}/callback", "finish sign_on", "Where the directory sends people back to."),
    Described(
        "POST",
        "/auth/login/handed",
        "handed sign_on",
        "The second step that a directory's sign-in leads to, by its cookie; told once.",
        ANYTHING,
        more=PUBLIC,
    ),
)
