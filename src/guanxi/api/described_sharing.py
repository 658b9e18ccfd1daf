"""The requests of sharing, as OpenAPI describes them."""

from guanxi.api.describing import (
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

WHEN_OVER = {**MOMENT, "type": ["string", "null"]}
RUN = shape(
    "object total done started_at finished_at",
    object=TEXT,
    total=WHOLE,
    done=WHOLE,
    started_at=MOMENT,
    finished_at=WHEN_OVER,
)
DAY = {"type": "string", "format": "date"}
DAY_OR_NULL = {**DAY, "type": ["string", "null"]}
LEVEL = one_of("read", "edit")
NAMED = shape("id title", id=UUID, title=TEXT_OR_NULL)
AUDIENCE = shape("kind id title", kind=one_of("person", "team", "role"), id=UUID, title=TEXT_OR_NULL)
SHARE = shape(
    "id level with with_below until is_over by at reason",
    id=UUID,
    level=LEVEL,
    with_below=YES_OR_NO,
    until=DAY_OR_NULL,
    is_over=YES_OR_NO,
    by=NAMED,
    at=MOMENT,
    reason=TEXT_OR_NULL,
    **{"with": AUDIENCE},
)
SHARES = shape("shares may_share", shares=many(SHARE), may_share=YES_OR_NO)
NEW_SHARE = shape(
    person=UUID, team=UUID, role=UUID, level=LEVEL, with_below=YES_OR_NO, until=DAY_OR_NULL, reason=TEXT_OR_NULL
)
ABSENCE = shape(
    "id person delegate since until is_now",
    id=UUID,
    person=NAMED,
    delegate=NAMED,
    since=DAY,
    until=DAY,
    is_now=YES_OR_NO,
)
NEW_ABSENCE = shape("delegate since until", person=UUID, delegate=UUID, since=DAY, until=DAY)
REASON = shape("code text", code=TEXT, text=TEXT)
WHY = shape(
    "person sees edits reasons wanting editing",
    person=NAMED,
    sees=YES_OR_NO,
    edits=YES_OR_NO,
    reasons=many(REASON),
    wanting=many(REASON),
    editing=many(REASON),
)
ASKS = [query("user", UUID, "Who."), query("field", TEXT, "Of one field only.")]
OF = query("of", one_of("me", "all"), "Of everybody, for administrators.")

SHARING = (
    Described(
        "GET", "/sharing/runs", "list_runs sharing", "How far records follow rules.", shape("runs", runs=many(RUN))
    ),
    Described(
        "GET",
        "/sharing/absences",
        "list_absences sharing",
        "Absences and who stands in.",
        shape("absences", absences=many(ABSENCE)),
        asks=[OF],
    ),
    Described(
        "POST",
        "/sharing/absences",
        "add_absence sharing",
        "Let another stand in.",
        shape("id", id=UUID),
        NEW_ABSENCE,
        status="201",
    ),
    Described(
        "POST",
        "/sharing/view-as",
        "begin_looking sharing",
        "Look through somebody's eyes for an hour, reading only.",
        shape("until", until=MOMENT),
        shape("user", user=UUID),
        status="201",
    ),
    Described("DELETE", "/sharing/view-as", "end_looking sharing", "End that.", status="204"),
    Described("DELETE", "/sharing/absences/{id}", "drop_absence sharing", "Take it back.", status="204"),
)


def shared_by_hand(name: str) -> tuple[Described, ...]:
    """The requests about with whom the records of an object are shared, and why somebody sees one."""
    record = f"/records/{name}/{{id}}"
    return (
        Described("GET", f"{record}/shares", f"shares {name}", "With whom it is shared by hand.", SHARES),
        Described("POST", f"{record}/shares", f"share {name}", "Share it.", SHARES, NEW_SHARE, status="201"),
        Described("DELETE", f"{record}/shares/{{share}}", f"unshare {name}", "Share it no longer.", status="204"),
        Described("GET", f"{record}/why", f"why {name}", "Why somebody sees it or not.", WHY, asks=ASKS),
    )
