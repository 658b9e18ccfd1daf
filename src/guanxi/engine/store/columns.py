"""How a record lies in its table, and the SQL that reads a field back as canonical JSON."""

from guanxi.engine.expressions import to_sql
from guanxi.kernel.expressions import Node
from guanxi.kernel.fields.composites import ADDRESS_PARTS
from guanxi.kernel.fields.kinds import columns_of
from guanxi.kernel.specs import FieldSpec, ObjectSpec, money_of

SCHEMA = "record"
SORT_SUFFIX = "__sort"

SYSTEM_COLUMNS = {
    "id": "uuid PRIMARY KEY",
    "version": "integer NOT NULL DEFAULT 1",
    "created_at": "timestamptz NOT NULL",
    "created_by": "uuid NOT NULL",
    "updated_at": "timestamptz NOT NULL",
    "updated_by": "uuid NOT NULL",
    "deleted_at": "timestamptz",
}
SYSTEM_FIELDS = {
    "id": FieldSpec("id", "reference", is_readonly=True, group="system"),
    "version": FieldSpec("version", "number", is_readonly=True, group="system"),
    "created_at": FieldSpec("created_at", "date_time", is_readonly=True, group="system"),
    "created_by": FieldSpec("created_by", "reference", target="user", is_readonly=True, group="system"),
    "updated_at": FieldSpec("updated_at", "date_time", is_readonly=True, group="system"),
    "updated_by": FieldSpec("updated_by", "reference", target="user", is_readonly=True, group="system"),
    "deleted_at": FieldSpec("deleted_at", "date_time", is_readonly=True, group="system"),
}
POSITION = "line_position"
SHARES = "shares"  # the keys of all rules and persons that share the record, null where there are none
COMPANY_ZONE = "(SELECT engine.zone())"
COMPANY_CURRENCY = "(SELECT engine.currency())"
ROUNDED = ("decimal", "percent", "money")  # a formula is compared and summed as it is shown


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def table_of(spec: ObjectSpec) -> str:
    return f"{SCHEMA}.{quoted(spec.table)}"


def field_of(spec: ObjectSpec, name: str) -> FieldSpec | None:
    """The field of that name, the system fields included."""
    return spec.fields.get(name) or SYSTEM_FIELDS.get(name)


def column_types(spec: ObjectSpec) -> dict[str, str]:
    """Every column of the object's table beside the system ones, with its PostgreSQL type."""
    found: dict[str, str] = {}
    for each in spec.fields.values():
        for suffix, type_name in columns_of(each).items():
            found[each.name + suffix] = type_name
    found[spec.title + SORT_SUFFIX] = 'text COLLATE "C"'
    if spec.parent:
        found[POSITION] = "integer"
    if spec.is_owned:
        found[SHARES] = "uuid[]"
    return found


def plain(alias: str, spec: ObjectSpec, each: FieldSpec) -> str:
    """The SQL of a field's comparable value: the number of money, a person's full name, an address in one line."""
    column = f"{alias}.{quoted(each.name)}"
    if each.kind == "formula" and each.formula is not None:
        return _rounded(each, _formula(alias, spec, each.formula))
    if each.kind == "person_name":
        return f"({column}->>'full')"
    if each.kind == "address":
        parts = ", ".join(f"{column}->>'{part}'" for part in ADDRESS_PARTS)
        return f"(CASE WHEN {column} IS NOT NULL THEN concat_ws(' ', {parts}) END)"
    return column


def _rounded(each: FieldSpec, result: str) -> str:
    places = 2 if each.decimals is None else each.decimals
    return f"round({result}, {places})" if each.result_kind in ROUNDED else result


def _formula(alias: str, spec: ObjectSpec, formula: Node, money: str = "_base") -> str:
    def column(path: str) -> str:
        return path_sql(alias, spec, path, money)

    def presence(path: str) -> str:
        return presence_sql(alias, spec, path)

    return "(" + to_sql(formula, column, zone_sql=COMPANY_ZONE, presence=presence) + ")"


def presence_sql(alias: str, spec: ObjectSpec, path: str) -> str:
    """The SQL of what is null where a field is not set; money is set also where it has no rate."""
    each = spec.fields.get(path.partition(".")[0])
    if each is not None and each.formula is None and (each.kind == "money" or each.own_currency):
        return own_money(alias, spec, each)[0]
    return path_sql(alias, spec, path)


def path_sql(alias: str, spec: ObjectSpec, path: str, money: str = "_base") -> str:
    """The SQL for a path of an expression: a field, or a part of a composite one; money as the company counts it.

    `money` is the suffix of the column that stands for money; with none it is the amount in its own currency.
    """
    name, _, part = path.partition(".")
    each = field_of(spec, name)
    if each is None:
        return "NULL"
    if each.formula is not None:
        return _formula(alias, spec, each.formula, money)
    if each.kind == "money":
        return f"{alias}.{quoted(name + ('_currency' if part == 'currency' else money))}"
    if not part:
        return plain(alias, spec, each)
    literal = part.replace("'", "''")
    return f"({alias}.{quoted(name)}->>'{literal}')"


def canonical(alias: str, spec: ObjectSpec, each: FieldSpec) -> str:
    """The SQL of a field as the API writes it."""
    column = f"{alias}.{quoted(each.name)}"
    kind = each.result_kind if each.kind == "formula" else each.kind
    if each.kind == "money" or each.own_currency:
        amount, currency = own_money(alias, spec, each)
        shown = f"trim_scale({amount})" if each.kind == "formula" else amount
        built = f"json_build_object('amount', {shown}::text, 'currency', {currency})"
        return f"CASE WHEN {amount} IS NOT NULL THEN {built} END"
    if each.kind == "formula" and kind in ROUNDED:
        return f"trim_scale({plain(alias, spec, each)})::text"
    if each.kind == "formula":
        return plain(alias, spec, each)
    if kind in ("decimal", "percent", "roll_up"):
        return f"{column}::text"
    return column


def own_money(alias: str, spec: ObjectSpec, each: FieldSpec) -> tuple[str, str]:
    """The SQL of an amount in its own currency and of that currency, which is the company's where there is not one."""
    column, currency = f"{alias}.{quoted(each.name)}", f"{alias}.{quoted(each.name + '_currency')}"
    if each.kind == "money":
        return column, currency
    if each.formula is None or not each.own_currency:
        own = f"coalesce({alias}.{quoted(each.name + '_own')}, {column})"
        return (own, f"coalesce({currency}, {COMPANY_CURRENCY})") if each.own_currency else (column, COMPANY_CURRENCY)
    currencies = [f"{alias}.{quoted(name + '_currency')}" for name in money_of(spec, each)]
    own = _rounded(each, _formula(alias, spec, each.formula, ""))
    if len(currencies) == 1:
        return own, currencies[0]
    least, greatest = (f"{function}({', '.join(currencies)})" for function in ("least", "greatest"))
    is_one = f"CASE WHEN {least} = {greatest} THEN"
    return f"({is_one} {own} ELSE {plain(alias, spec, each)} END)", f"({is_one} {least} ELSE {COMPANY_CURRENCY} END)"


def sort_sql(alias: str, spec: ObjectSpec, each: FieldSpec) -> str:
    """The SQL by which a list sorts; the same on every server, whatever its locale."""
    if each.name == spec.title:
        return f"{alias}.{quoted(each.name + SORT_SUFFIX)}"
    if each.kind == "money":
        return f"{alias}.{quoted(each.name + '_base')}"
    if each.kind == "picklist" and each.choices:
        keys = ", ".join("'" + choice.key.replace("'", "''") + "'" for choice in each.choices)
        return f"array_position(ARRAY[{keys}], {alias}.{quoted(each.name)})"
    if each.kind in ("text", "email", "url", "phone", "person_name", "auto_number", "identity_number"):
        return f'(lower({plain(alias, spec, each)}) COLLATE "C")'
    return plain(alias, spec, each)
