"""The audit log, as OpenAPI describes it."""

from guanxi.api.describing import (
    ANYTHING,
    CURSOR,
    FILE,
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
    query,
    shape,
)

NAMED = shape("name label", name=TEXT, label=TEXT)
ENTRY = shape(
    "seq at by action action_label object record_id title fields change_set note batch",
    seq=WHOLE,
    at=MOMENT,
    by=shape("id title", id=UUID, title=TEXT_OR_NULL),
    action=TEXT,
    action_label=TEXT,
    object=TEXT_OR_NULL,
    object_label=TEXT_OR_NULL,
    record_id=TEXT_OR_NULL,
    title=TEXT_OR_NULL,
    fields=many(NAMED),
    change_set=TEXT_OR_NULL,
    note=ANYTHING,
    batch=WHOLE_OR_NULL,
)
ENTRIES = shape("entries next_cursor", entries=many(ENTRY), next_cursor=TEXT_OR_NULL)
SEAL = shape(
    "checkpoint size sealed_at batch key unsealed",
    checkpoint=TEXT_OR_NULL,
    size=WHOLE,
    sealed_at=TEXT_OR_NULL,
    batch=WHOLE_OR_NULL,
    key=TEXT_OR_NULL,
    unsealed=WHOLE,
)
OBJECTS = many(shape("name label fields", name=TEXT, label=TEXT, fields=many(NAMED)))
PROOF = shape(
    "form entry index path checkpoint batch facts",
    form=WHOLE,
    entry=TEXT,
    index=WHOLE,
    path=many(TEXT),
    checkpoint=TEXT,
    batch=WHOLE,
    sealed_at=MOMENT,
    facts=ANYTHING,
)
GROWTH = shape("old new path", old=TEXT, new=TEXT, path=many(TEXT))
FOUND = shape("people", people=many(shape("id title login", id=UUID, title=TEXT_OR_NULL, login=TEXT_OR_NULL)))
WANTED = (
    query("by", TEXT, "The id of who did it."),
    query("action", TEXT, "What was done."),
    query("object", TEXT, "To what kind of record or thing."),
    query("field", TEXT, "Touching this field of the object."),
    query("record", TEXT, "The id of the record."),
    query("from", TEXT, "From this moment on."),
    query("to", TEXT, "Before this moment."),
)
AUDIT = (
    Described("GET", "/audit", "list audit", "Entries, the newest first.", ENTRIES, asks=[LIMIT, CURSOR, *WANTED]),
    Described("GET", "/audit/checkpoint", "read_checkpoint audit", "How far the log is sealed, and the key.", SEAL),
    Described(
        "GET",
        "/audit/words",
        "read_words audit",
        "What can be looked for.",
        shape("actions objects", actions=many(NAMED), objects=OBJECTS),
    ),
    Described(
        "GET",
        "/audit/people",
        "find_people audit",
        "People by name or login.",
        FOUND,
        asks=[query("q", TEXT, "Part of it."), query("id", TEXT, "One of them.")],
    ),
    Described(
        "GET",
        "/audit/growth",
        "prove_growth audit",
        "The proof that one checkpoint continues another.",
        GROWTH,
        asks=[query("old", WHOLE, "Entries of the older one."), query("new", WHOLE, "Entries of the newer one.")],
    ),
    Described("GET", "/audit/export.csv", "export audit", "The entries as CSV.", FILE, asks=WANTED, media="text/csv"),
    Described(
        "GET",
        "/audit/{seq}/proof",
        "prove audit",
        "The proof that the sealed log holds an entry.",
        PROOF,
        asks=[query("download", YES_OR_NO, "As an attachment.")],
    ),
)
