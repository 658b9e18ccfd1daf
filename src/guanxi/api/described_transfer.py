"""Imports and exports as OpenAPI describes them."""

from guanxi.api.described import OBJECT, XLSX
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
from guanxi.engine.transfer.foretold import OUTCOMES
from guanxi.engine.transfer.settings import DATE_ORDERS, MODES

COLUMN = shape(
    "column field",
    column=WHOLE,
    field=TEXT | {"description": "A field's name; of lines behind a dot, as in lines.quantity."},
    part=TEXT_OR_NULL,
    match=TEXT_OR_NULL,
    order={"enum": [*DATE_ORDERS, None]},
    decimal_comma=YES_OR_NO,
    repairs={"type": "object", "additionalProperties": TEXT},
)
LINES = shape(by=many(WHOLE), differing=one_of("refuse", "first")) | {"type": ["object", "null"]}
CONSTANT = shape("field value", field=TEXT, part=TEXT_OR_NULL, value={})
SETTINGS = shape(
    object=TEXT,
    sheet=TEXT,
    encoding=TEXT,
    delimiter=TEXT,
    header_row=WHOLE_OR_NULL,
    mode=one_of(*MODES),
    keys=many(TEXT),
    mapping=many(COLUMN),
    constants=many(CONSTANT),
    on_duplicate=one_of("refuse", "create", "update"),
    duplicate_rows=one_of("keep", "refuse", "skip"),
    empty_cells=one_of("keep", "clear"),
    create_references=YES_OR_NO,
    lines=LINES,
)
COUNTS = dict.fromkeys(("created", "updated", "unchanged", "refused", "skipped", "done", "total"), WHOLE)
IMPORT = shape(
    "id state file_name format headers created updated unchanged refused",
    id=UUID,
    state=one_of("uploaded", "mapped", "queued", "running", "done", "failed", "cancelled"),
    file_name=TEXT,
    created_at=MOMENT,
    format=TEXT,
    encoding=TEXT_OR_NULL,
    delimiter=TEXT_OR_NULL,
    headers=many(TEXT),
    rows_estimate=WHOLE,
    object=TEXT_OR_NULL,
    error=TEXT_OR_NULL,
    change_set=TEXT_OR_NULL,
    **COUNTS,
)
TOLD = shape("field code message", field=TEXT, code=TEXT, message=TEXT)
PREVIEW_ROW = shape(
    "row outcome title lines changes errors",
    row=WHOLE,
    outcome=one_of(*OUTCOMES),
    title=TEXT_OR_NULL,
    lines=WHOLE_OR_NULL,
    changes=many(shape("field old new", field=TEXT, old={}, new={})),
    errors=many(TOLD),
)
REPAIR = {"column": WHOLE, "field": TEXT, "from": TEXT, "to": TEXT, "rows": WHOLE}
PREVIEW = shape(
    "counts skipped lines rows next_cursor repairs is_complete looked_at",
    counts=shape("create update unchanged refuse", create=WHOLE, update=WHOLE, unchanged=WHOLE, refuse=WHOLE),
    skipped=WHOLE,
    lines=WHOLE,
    rows=many(PREVIEW_ROW),
    next_cursor=TEXT_OR_NULL,
    repairs=many(shape("column field from to rows", **REPAIR)),
    is_complete=YES_OR_NO,
    looked_at=WHOLE,
)
PREVIEW_PAGE = shape("rows next_cursor", rows=many(PREVIEW_ROW), next_cursor=TEXT_OR_NULL)
MAPPING = shape("id name object settings", id=UUID, name=TEXT, object=TEXT, settings=ANYTHING)
NEW_MAPPING = shape("name object settings", name=TEXT, object=TEXT, settings=SETTINGS)
EXPORT = shape(
    "id state object format file_name",
    id=UUID,
    state=TEXT,
    object=TEXT,
    format=TEXT,
    file_name=TEXT,
    left_out=WHOLE,
    error=TEXT_OR_NULL,
)
NEW_EXPORT = shape(
    "object",
    object=TEXT,
    filter=ANYTHING,
    fields=many(TEXT),
    sort=many(TEXT),
    format=one_of("xlsx", "csv", "parquet"),
)

TRANSFER = (
    Described(
        *("POST", "/imports", "upload imports", "Upload a file to import; the body is its content.", IMPORT, FILE),
        asks=[FILE_NAME],
        status="201",
        sends=BYTES,
    ),
    Described(
        *("GET", "/imports", "list imports", "The caller's imports.", shape("imports", imports=many(ANYTHING))),
        asks=[LIMIT],
    ),
    Described(
        *("GET", "/imports/mappings", "list_mappings imports", "Saved mappings of an object."),
        shape("mappings", mappings=many(MAPPING)),
        asks=[OBJECT],
    ),
    Described(
        "POST", "/imports/mappings", "save_mapping imports", "Save a mapping.", MAPPING, NEW_MAPPING, status="201"
    ),
    Described(
        *("GET", "/imports/template/{object}.xlsx", "read_template imports", "A file with the headers.", FILE),
        media=XLSX,
    ),
    Described("GET", "/imports/{id}", "read imports", "How far an import is.", IMPORT),
    Described("PATCH", "/imports/{id}", "settle imports", "Choose object, mapping and mode.", IMPORT, SETTINGS),
    Described("POST", "/imports/{id}/preview", "preview imports", "The dry run.", PREVIEW),
    Described(
        *("GET", "/imports/{id}/preview", "read_preview imports", "The rows of the last dry run, page by page."),
        PREVIEW_PAGE,
        asks=[query("outcome", one_of(*OUTCOMES), "Only such rows."), CURSOR, LIMIT],
    ),
    Described("POST", "/imports/{id}/run", "run imports", "Begin; it goes on by itself.", IMPORT, status="202"),
    Described("POST", "/imports/{id}/cancel", "cancel imports", "Stop behind the next batch.", IMPORT),
    Described(
        "GET", "/imports/{id}/rejected", "rejected imports", "Refused rows with reasons.", TEXT, media="text/csv"
    ),
    Described("POST", "/exports", "create exports", "Export what a view shows.", EXPORT, NEW_EXPORT, status="201"),
    Described("GET", "/exports/{id}", "read exports", "How far an export is.", EXPORT),
    Described("GET", "/exports/{id}/file", "read_file exports", "The exported file.", FILE, media="*/*"),
)
