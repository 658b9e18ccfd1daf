"""The requests that are not about the records of one object, as OpenAPI describes them."""

from typing import Any

from guanxi.api.describing import (
    ANYTHING,
    BYTES,
    CURSOR,
    FILE,
    FILE_NAME,
    LIMIT,
    MOMENT,
    TEXT,
    TEXT_OR_NULL,
    UUID,
    WHOLE,
    WHOLE_OR_NULL,
    YES_OR_NO,
    Described,
    many,
    one_of,
    query,
    shape,
)
from guanxi.engine.changes.retention import LEAST_DAYS, MOST_DAYS

LANGUAGE = one_of("en", "zh-CN", "zh-TW")
PUBLIC: dict[str, Any] = {"security": []}
OBJECT = query("object", TEXT, "Of one object only.")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

PERSON = shape("id title", id=UUID, title=TEXT_OR_NULL)
RECORDS = shape("records", records=many(shape("object id title", object=TEXT, id=UUID, title=TEXT_OR_NULL)))
HIT = shape("id title", object=TEXT, id=UUID, title=TEXT_OR_NULL, subtitle=TEXT_OR_NULL, belongs_to=TEXT_OR_NULL)
HITS = shape("hits", hits=many(HIT))
MATCHED = many(shape("field label text", field=TEXT, label=TEXT, text=TEXT, tags=many(TEXT)))
USED_TAGS = shape("tags", tags=many(shape("word count", word=TEXT, count=WHOLE, sounds=TEXT)))
FOUND = shape("hits", hits=many(shape("object id title matched", **HIT["properties"], matched=MATCHED)))
FOLLOWING = shape("following followers", following=YES_OR_NO, followers=WHOLE)
COMMENT = shape("id text at by", id=UUID, text=TEXT, at=MOMENT, by=PERSON, is_mine=YES_OR_NO)
WRITTEN = shape("text", text={"type": "string", "minLength": 1, "maxLength": 10_000})
REVEAL = shape("field reason", field=TEXT, reason={"type": "string", "minLength": 3, "maxLength": 500})
REVEALED = shape("field value", field=TEXT, value=ANYTHING)
KEPT_FILE = shape("id name size type at by", id=UUID, name=TEXT, size=WHOLE, type=TEXT, at=MOMENT, by=PERSON)
ME = shape(
    "user roles language time_zone must_change_password is_administrator is_looking to_set_up preferences company",
    user=shape("id name login email", id=UUID, name=TEXT, login=TEXT, email=TEXT_OR_NULL),
    roles=many(TEXT),
    language=LANGUAGE,
    time_zone=TEXT,
    must_change_password=YES_OR_NO,
    must_set_second_factor=YES_OR_NO,
    must_verify_email=YES_OR_NO,
    email_is_verified=YES_OR_NO,
    is_administrator=YES_OR_NO,
    is_looking=YES_OR_NO,
    to_set_up=many(TEXT),
    preferences=ANYTHING,
    events_after=WHOLE_OR_NULL,
    company=shape("name currency time_zone", name=TEXT, currency=TEXT, time_zone=TEXT),
)
DAYS_KEPT = {"type": "integer", "minimum": LEAST_DAYS, "maximum": MOST_DAYS}
COMPANY = shape(
    name=TEXT,
    country=TEXT,
    currency=TEXT,
    time_zone=TEXT,
    retention_days=DAYS_KEPT,
    purges_nightly=YES_OR_NO,
    tells_hidden_duplicates=YES_OR_NO,
)
COMPANY_KEPT = shape(
    "name country currency time_zone currency_is_fixed choices",
    **COMPANY["properties"],
    currency_is_fixed=YES_OR_NO,
    choices=ANYTHING,
)
VIEW = shape(
    name={"type": "string", "minLength": 1, "maxLength": 100},
    kind=TEXT,
    columns=many(TEXT),
    sort=many(TEXT),
    filter={"type": ["object", "null"]},
    group=TEXT_OR_NULL,
    by=TEXT_OR_NULL,
    total=TEXT_OR_NULL,
    until=TEXT_OR_NULL,
    shared=one_of("me", "team", "everyone"),
)
NEW_VIEW = shape("object name", object=TEXT, **VIEW["properties"])
SEEN_VIEW = shape("id object name shared is_mine", id=UUID, is_mine=YES_OR_NO, **NEW_VIEW["properties"])
COUNTED = shape("object kind count", object=TEXT, kind=TEXT, count=WHOLE, label=TEXT)
CHANGED_FIELD = shape("field old new", field=TEXT, old={}, new={})
CHANGED = shape(
    "object id title kind fields", object=TEXT, id=UUID, title=TEXT_OR_NULL, kind=TEXT, fields=many(CHANGED_FIELD)
)
CHANGE_SET = shape(
    "id at by source can_undo offers summary has_more",
    id=UUID,
    at=MOMENT,
    by=PERSON,
    source=TEXT,
    reason=TEXT_OR_NULL,
    undone_by=TEXT_OR_NULL,
    is_partly=YES_OR_NO,
    undoes=TEXT_OR_NULL,
    can_undo=YES_OR_NO,
    offers=one_of("undo", "redo"),
    summary=many(COUNTED),
    has_more=YES_OR_NO,
)
WHOLE_SET = shape(
    f"{' '.join(CHANGE_SET['required'])} records left", **CHANGE_SET["properties"], records=many(CHANGED), left=WHOLE
)
LISTED_SET = shape(" ".join(CHANGE_SET["required"]), **CHANGE_SET["properties"], record={"type": ["object", "null"]})
CHANGE_SETS = shape("changes", changes=many(LISTED_SET), next_cursor=TEXT_OR_NULL)
UNDONE = shape("change_set changed", change_set=TEXT_OR_NULL, changed=WHOLE, left=WHOLE, blocked=many(ANYTHING))
LABELS = {"type": "object", "additionalProperties": TEXT}
SHAPED = shape("name", name=TEXT)
OBJECT_FACTS = shape(labels=LABELS, plural_labels=LABELS, icon=TEXT, area=TEXT, title_label=LABELS)
NEW_OBJECT = shape("labels", name=TEXT, **OBJECT_FACTS["properties"])
LIMIT_OR_NULL = {"type": ["number", "string", "null"]}
FIELD_FACTS = shape(
    labels=LABELS,
    hints=LABELS,
    required=YES_OR_NO,
    unique=YES_OR_NO,
    encrypted=YES_OR_NO,
    search=WHOLE,
    choices=many(ANYTHING),
    tag_groups=many(shape("key labels", key=TEXT, labels=LABELS)),
    only_known=YES_OR_NO,
    formula=TEXT,
    roll_up=ANYTHING,
    decimals=WHOLE,
    max_length=WHOLE,
    at_least=LIMIT_OR_NULL,
    at_most=LIMIT_OR_NULL,
    default={},
    group=TEXT,
    numbering=TEXT,
    result_kind=TEXT,
)
NEW_FIELD = shape("kind labels", name=TEXT, kind=TEXT, target=TEXT, **FIELD_FACTS["properties"])
LAYOUTS = "/shape/objects/{object}/layouts"
LAYOUT_ORDER = shape("order", order=many(TEXT))
LAYOUT = shape(
    "groups",
    groups=many(shape("key fields", key=TEXT, labels=LABELS, fields=many(TEXT))),
    left_out=many(TEXT),
    head={"type": ["array", "null"], "items": TEXT},
    related=many(TEXT),
    related_left_out=many(TEXT),
)

DOOR = (
    Described(
        "POST",
        "/auth/login",
        "login auth",
        "Sign in; the session is a cookie. With a second factor: the next step with its ticket.",
        ANYTHING,
        shape(
            "login password",
            login=TEXT,
            password=TEXT,
            captcha=shape("id answer", id=TEXT, answer=TEXT),
        ),
        more=PUBLIC,
    ),
    Described("POST", "/auth/logout", "logout auth", "Sign out.", status="204", more=PUBLIC),
    Described("GET", "/auth/me", "read_me auth", "Who asks.", ME),
    Described(
        "PATCH",
        "/auth/me",
        "change_me auth",
        "Change one's language, time zone and preferences.",
        ME,
        shape(language=LANGUAGE, time_zone=TEXT, preferences=ANYTHING),
    ),
    Described(
        "POST",
        "/auth/password",
        "change_password auth",
        "Change one's password; other sessions end.",
        None,
        shape("current new", current=TEXT, new=TEXT),
        status="204",
    ),
    Described(
        "POST",
        "/actions/identity/set_password",
        "set_password auth",
        "An administrator gives somebody a password, to be changed at the next sign-in.",
        None,
        shape("user password", user=UUID, password=TEXT),
        status="204",
    ),
    Described("GET", "/company", "read company", "The company's name, country, currency, time zone.", COMPANY_KEPT),
    Described("PATCH", "/company", "change company", "Change them; administrators only.", COMPANY_KEPT, COMPANY),
    Described("GET", "/meta", "read meta", "Objects, fields, views and the caller's rights.", ANYTHING),
    Described("GET", "/health", "read health", "Whether the server and its database answer.", ANYTHING, more=PUBLIC),
    Described(
        "GET",
        "/metrics",
        "read metrics",
        "Figures in OpenMetrics.",
        TEXT,
        media="application/openmetrics-text",
        more=PUBLIC,
    ),
    Described("GET", "/openapi.json", "read openapi", "This description.", ANYTHING),
    Described(
        "GET",
        "/events",
        "listen events",
        "Server-sent events: what others change.",
        TEXT,
        asks=[query("after", WHOLE, "The number of the last change that is known.")],
        media="text/event-stream",
    ),
)
DAY = (
    Described(
        "GET",
        "/search",
        "find search",
        "Find records of all objects.",
        FOUND,
        asks=[query("q", TEXT, "What to find."), query("objects", TEXT, "Objects, with commas."), LIMIT],
    ),
    Described(
        "GET",
        "/lookup/{object}",
        "look_up search",
        "Records for a picker; without q the most recent.",
        HITS,
        asks=[query("q", TEXT, "Part of the title."), LIMIT],
    ),
    Described("GET", "/tags/{object}/{field}", "used_tags search", "Tags in use, the most used first.", USED_TAGS),
    Described(
        "GET",
        "/changes",
        "list changes",
        "Change sets, the newest first.",
        CHANGE_SETS,
        asks=[
            LIMIT,
            CURSOR,
            query("by", TEXT, "A person's id, or me."),
            OBJECT,
            query("source", TEXT, "Through what."),
        ],
    ),
    Described("GET", "/changes/{id}", "read changes", "A change set with its first records.", WHOLE_SET),
    Described("POST", "/changes/{id}/undo", "undo changes", "Take it back.", UNDONE, shape(rest=YES_OR_NO)),
    Described("GET", "/views", "list views", "Saved views.", shape("views", views=many(SEEN_VIEW)), asks=[OBJECT]),
    Described("POST", "/views", "create views", "Save a view.", SEEN_VIEW, NEW_VIEW, status="201"),
    Described("PATCH", "/views/{id}", "change views", "Change a view.", SEEN_VIEW, VIEW),
    Described("DELETE", "/views/{id}", "delete views", "Delete a view.", status="204"),
    Described("GET", "/favourites", "list favourites", "The caller's favourites.", RECORDS),
    Described(
        "POST",
        "/favourites",
        "add favourites",
        "Add a favourite.",
        None,
        shape("object id", object=TEXT, id=UUID),
        status="204",
    ),
    Described(
        "DELETE",
        "/favourites",
        "remove favourites",
        "Remove a favourite.",
        None,
        shape("object id", object=TEXT, id=UUID),
        status="204",
    ),
    Described("GET", "/recent", "list recent", "What the caller saw last.", RECORDS),
    Described("GET", "/follow/{object}/{id}", "read follow", "Whether the caller follows a record.", FOLLOWING),
    Described("PUT", "/follow/{object}/{id}", "begin follow", "Follow a record.", FOLLOWING),
    Described("DELETE", "/follow/{object}/{id}", "end follow", "Follow it no more.", FOLLOWING),
    Described("PATCH", "/comments/{id}", "change comments", "Change one's comment.", COMMENT, WRITTEN),
    Described("DELETE", "/comments/{id}", "delete comments", "Delete a comment.", status="204"),
    Described(
        "GET",
        "/files/{id}",
        "read files",
        "A file's content; pictures and PDF with their own type.",
        FILE,
        asks=[query("download", YES_OR_NO, "Always as an attachment.")],
        media="*/*",
    ),
    Described("DELETE", "/files/{id}", "delete files", "Delete a file.", status="204"),
)
SHAPING = (
    Described("POST", "/shape/objects", "create_object shape", "A new object.", SHAPED, NEW_OBJECT, status="201"),
    Described("GET", "/shape/objects/{object}", "read_object shape", "An object's texts in all languages.", ANYTHING),
    Described("PATCH", "/shape/objects/{object}", "change_object shape", "Change an object.", SHAPED, OBJECT_FACTS),
    Described("DELETE", "/shape/objects/{object}", "delete_object shape", "Delete a custom object.", SHAPED),
    Described(
        "POST", "/shape/objects/{object}/fields", "create_field shape", "A new field.", SHAPED, NEW_FIELD, status="201"
    ),
    Described(
        "PATCH", "/shape/objects/{object}/fields/{field}", "change_field shape", "Change a field.", SHAPED, FIELD_FACTS
    ),
    Described("GET", LAYOUTS, "read_layouts shape", "An object's layouts, and the usual one.", ANYTHING),
    Described("PATCH", LAYOUTS, "order_layouts shape", "Which role's layout comes first.", SHAPED, LAYOUT_ORDER),
    Described("PUT", f"{LAYOUTS}/{{role}}", "set_layout shape", "Lay out for a role or everyone.", SHAPED, LAYOUT),
    Described("DELETE", f"{LAYOUTS}/{{role}}", "drop_layout shape", "Back to the usual layout.", SHAPED),
    Described("DELETE", "/shape/objects/{object}/fields/{field}", "delete_field shape", "Delete a field.", SHAPED),
)


def beside(name: str) -> tuple[Described, ...]:
    """The requests about what lies beside the records of an object."""
    record = f"/records/{name}/{{id}}"
    comments = shape("comments", comments=many(COMMENT))
    files = shape("files", files=many(KEPT_FILE))
    return (
        Described(
            *("POST", f"{record}/reveal", f"reveal {name}", "The value of a masked field, for a reason; it is logged."),
            *(REVEALED, REVEAL),
        ),
        Described("GET", f"{record}/comments", f"comments {name}", "Comments, the newest first.", comments),
        Described("POST", f"{record}/comments", f"comment_on {name}", "Comment.", COMMENT, WRITTEN, status="201"),
        Described("GET", f"{record}/files", f"files {name}", "The files.", files),
        Described(
            *("POST", f"{record}/files", f"add_file_to {name}", "Add a file; the body is its content."),
            *(KEPT_FILE, FILE),
            asks=[FILE_NAME],
            status="201",
            sends=BYTES,
        ),
    )
