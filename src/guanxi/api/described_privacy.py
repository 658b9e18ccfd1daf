"""The requests of privacy, as OpenAPI describes them."""

from typing import Any

from guanxi.api.describing import (
    ANYTHING,
    BYTES,
    FILE,
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

DAY_OR_NULL = {"type": ["string", "null"], "format": "date"}
PERSON = shape(names=many(TEXT), emails=many(TEXT), phones=many(TEXT), others=many(TEXT), is_distinct=YES_OR_NO)
KNOWN = shape("number", **PERSON["properties"], number=WHOLE)
KEY = {"place": TEXT, "object": TEXT, "key": TEXT}
FINDING = shape(
    "place object key title person how is_subject is_sure is_chosen",
    **KEY,
    title=TEXT_OR_NULL,
    holder=shape("object id", object=TEXT, id=UUID),
    person=WHOLE,
    how=TEXT,
    is_subject=YES_OR_NO,
    is_sure=YES_OR_NO,
    is_chosen=YES_OR_NO,
)
PLACE = shape(
    "person is_sure place object label count chosen",
    person=WHOLE,
    is_sure=YES_OR_NO,
    place=TEXT,
    object=TEXT,
    label=TEXT,
    count=WHOLE,
    chosen=WHOLE,
)
PACKAGE = shape(
    "id person made_at expires_at size", id=UUID, person=WHOLE, made_at=MOMENT, expires_at=MOMENT, size=WHOLE
)
CORRECTION = shape(
    "object key title fields at by change_set",
    object=TEXT,
    key=TEXT,
    title=TEXT_OR_NULL,
    fields=many(TEXT),
    at=MOMENT,
    by=TEXT_OR_NULL,
    change_set=UUID,
)
STATE = shape(
    "state persons places findings packages certificate",
    state=one_of("new", "found", "queued", "running", "done", "failed"),
    deed=TEXT_OR_NULL,
    phase=TEXT,
    persons=many(KNOWN),
    files=shape("rest unread", rest=WHOLE, unread=WHOLE),
    logged=many(shape("person entries sign_ins", person=WHOLE, entries=WHOLE, sign_ins=WHOLE)),
    places=many(PLACE),
    findings=many(FINDING),
    corrections=many(CORRECTION),
    packages=many(PACKAGE),
    certificate={**ANYTHING, "type": ["object", "null"]},
)
MARK = shape(
    "kind until reason at by request",
    kind=one_of("held", "restricted"),
    until=DAY_OR_NULL,
    reason=TEXT,
    at=MOMENT,
    by=TEXT_OR_NULL,
    request=TEXT_OR_NULL,
)
PAST = shape(
    "kind reason at end_reason ended_at by",
    kind=one_of("held", "restricted"),
    reason=TEXT,
    at=MOMENT,
    end_reason=TEXT,
    ended_at=MOMENT,
    by=TEXT_OR_NULL,
)
NEW_MARK = shape("kind reason", kind=one_of("held", "restricted"), until=DAY_OR_NULL, reason=TEXT)
MARKS = shape("marks past", marks=many(MARK), past=many(PAST))
LIFTED = shape("reason", reason=TEXT)
DUE = shape("id title is_held", id=UUID, title=TEXT_OR_NULL, is_held=YES_OR_NO)
DRY_RUN = shape("count object deed records", count=WHOLE, object=TEXT, deed=TEXT, records=many(DUE))
REQUEST = "/privacy/requests/{id}"
PUBLIC: dict[str, Any] = {"security": []}
HEAD = dict.fromkeys(("controller", "reached_at", "representative", "officer"), TEXT)
NOTICES = dict.fromkeys(("notice_en", "notice_zh_cn", "notice_zh_tw"), TEXT)
SETTINGS = shape("", **HEAD, authority=TEXT, address=TEXT, **NOTICES)
SHOWN = shape(" ".join(SETTINGS["properties"]), **SETTINGS["properties"])
REGISTER = shape("company made_at activities", company=TEXT, made_at=MOMENT, **HEAD, activities=many(ANYTHING))
NOTICE = shape(
    "company address text language controller reached_at officer",
    company=TEXT,
    address=TEXT,
    text=TEXT,
    language=one_of("en", "zh-CN", "zh-TW"),
    controller=TEXT,
    reached_at=TEXT,
    officer=TEXT,
)

PRIVACY = (
    Described("GET", REQUEST, "read privacy", "How far a data subject request has come, and what was found.", STATE),
    Described(
        *("POST", f"{REQUEST}/find", "find privacy", "Look everywhere for these persons."),
        STATE,
        shape("persons", persons=many(PERSON)),
    ),
    Described(
        *("PATCH", f"{REQUEST}/findings", "choose privacy", "Say which of the findings are the person."),
        STATE,
        shape("findings", findings=many(shape("place object key is_chosen", **KEY, person=WHOLE, is_chosen=YES_OR_NO))),
    ),
    Described(
        *("POST", f"{REQUEST}/run", "run privacy", "Erase, anonymise or restrict what was chosen, or end corrections."),
        STATE,
        shape(
            "deed",
            deed=one_of("erase", "anonymise", "correct", "restrict"),
            leaves_held=YES_OR_NO,
            reason=TEXT,
        ),
        status="202",
    ),
    Described(
        *("POST", f"{REQUEST}/corrections", "correct privacy", "Correct a record that was found."),
        STATE,
        shape("object key values", object=TEXT, key=TEXT, values=ANYTHING, version=WHOLE),
    ),
    Described(
        *("POST", f"{REQUEST}/packages", "pack privacy", "Make an archive of what was chosen, for each person."),
        shape("id ids", id=UUID, ids=many(UUID)),
        status="201",
    ),
    Described(
        *("GET", f"{REQUEST}/certificate", "certificate privacy", "The certificate as a page to print."),
        TEXT,
        media="text/html",
    ),
    Described("GET", "/privacy/rules/{id}/dry-run", "try_out privacy", "What a retention rule would do now.", DRY_RUN),
    Described("GET", "/privacy/packages/{id}", "download privacy", "The archive, for seven days.", FILE, media=BYTES),
    Described(
        *("GET", "/privacy/register", "register privacy", "The register of processing, to print or for programs."),
        REGISTER,
        asks=(query("format", one_of("json", "html"), "JSON where nothing is said."),),
    ),
    Described(
        *("GET", "/privacy/breaches/{id}/report", "report privacy", "What is told of a breach, as a page to print."),
        TEXT,
        asks=(query("to", one_of("authority", "persons"), "The authority where nothing is said."),),
        media="text/html",
    ),
    Described("GET", "/privacy/settings", "read_settings privacy", "Who answers for data, and the notice.", SHOWN),
    Described("PATCH", "/privacy/settings", "change_settings privacy", "Set some of them.", SHOWN, SETTINGS),
    Described("GET", "/privacy/notice", "notice privacy", "The privacy notice, for everybody.", NOTICE, more=PUBLIC),
)


def marked(name: str) -> tuple[Described, ...]:
    """The requests about the marks of a record: that it must be kept, or may not be used."""
    record = f"/records/{name}/{{id}}/marks"
    return (
        Described("GET", record, f"marks {name}", "Whether it must be kept or may not be used.", MARKS),
        Described("POST", record, f"mark {name}", "Mark it so.", MARKS, NEW_MARK, status="201"),
        Described(
            "DELETE", f"{record}/{{kind}}", f"unmark {name}", "Lift the mark, for a reason.", None, LIFTED, status="204"
        ),
    )
