"""The filter language of RFC 7644 section 3.4.2.2, compiled to SQL; every value is a parameter.

A comparison with what is not there is false, but for `ne`; several values match when one does, but for `ne`, when none
equals.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from scim2_models import InvalidFilterException
from scim2_models.path import AttrPath, Comparison, FilterNode, LogicalExpr, Not, Present, ValuePath

from guanxi.engine.provisioning.resources import GROUP, USER

TEXT_TESTS: Final = {
    "eq": "{0} = {1}",
    "ne": "{0} IS DISTINCT FROM {1}",
    "co": "strpos({0}, {1}) > 0",
    "sw": "starts_with({0}, {1})",
    "ew": "right({0}, length({1})) = {1}",
    "gt": '{0} COLLATE "C" > {1}',
    "ge": '{0} COLLATE "C" >= {1}',
    "lt": '{0} COLLATE "C" < {1}',
    "le": '{0} COLLATE "C" <= {1}',
}
SIGNS: Final = {"eq": "=", "ne": "IS DISTINCT FROM", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}


@dataclass(frozen=True, slots=True)
class Column:
    """Where an attribute stands: an SQL expression over `s`, and how its values compare."""

    sql: str
    kind: str = "text"  # text, exact, boolean, moment


@dataclass(frozen=True, slots=True)
class Several:
    """An attribute of several values: a JSON array, and its parts as expressions over `e`."""

    sql: str
    parts: Mapping[str, Column]


SHARED: Final[Mapping[str, Column | Several]] = {
    "id": Column("s.id", "exact"),
    "externalid": Column('s."externalId"', "exact"),
    "displayname": Column('s."displayName"'),
    "meta.created": Column("s.created", "moment"),
    "meta.lastmodified": Column("s.modified", "moment"),
}
MEMBERS: Final = {"value": Column("e->>'value'", "exact"), "display": Column("e->>'display'")}
COLUMNS: Final[Mapping[str, Mapping[str, Column | Several]]] = {
    "Users": {
        **SHARED,
        "username": Column('s."userName"'),
        "title": Column("s.title"),
        "active": Column("s.active", "boolean"),
        "name.formatted": Column("s.name->>'formatted'"),
        "name.familyname": Column("s.name->>'familyName'"),
        "name.givenname": Column("s.name->>'givenName'"),
        "emails": Several(
            "s.emails",
            {
                "value": Column("e->>'value'"),
                "type": Column("e->>'type'"),
                "display": Column("e->>'display'"),
                "primary": Column("(e->>'primary')::boolean", "boolean"),
            },
        ),
        "groups": Several("s.groups", MEMBERS),
    },
    "Groups": {**SHARED, "members": Several("s.members", {"value": MEMBERS["value"]})},
}
SCHEMAS: Final = {"Users": USER, "Groups": GROUP}


def some_of(several: Several, test: str) -> str:
    """True where one of the values passes the test."""
    return f"EXISTS (SELECT 1 FROM jsonb_array_elements({several.sql}) e WHERE {test})"


@dataclass(slots=True)
class Condition:
    """A condition on its way to SQL, with its parameters in order."""

    kind: str
    parameters: list[Any] = field(default_factory=list[Any])

    def add(self, value: Any, sort: str) -> str:
        self.parameters.append(value)
        return f"${len(self.parameters)}::{sort}"

    def compile(self, node: FilterNode, inside: Several | None = None) -> str:
        """The condition for a node, about the values of `inside` where one is looked at. Raises InvalidFilter."""
        if isinstance(node, Not):
            return f"(NOT {self.compile(node.expr, inside)})"
        if isinstance(node, LogicalExpr):
            sign = " AND " if node.op.value == "and" else " OR "
            return f"({sign.join(self.compile(term, inside) for term in node.terms)})"
        if isinstance(node, ValuePath):
            several = self._several(node.attr_path)
            return some_of(several, self.compile(node.val_filter, several))
        if isinstance(node, Present):
            return self._present(node.attr_path, inside)
        assert isinstance(node, Comparison)
        return self._compared(node, inside)

    def find(self, path: AttrPath, inside: Several | None) -> tuple[Column | Several, Several | None]:
        """The column, and the list that it is a part of where that is looked at as a whole. Raises InvalidFilter."""
        if path.uri is not None and path.uri.lower() != SCHEMAS[self.kind].lower():
            raise InvalidFilterException(detail=f"{path} is not known")
        attr, sub = path.attr.lower(), (path.sub_attr or "").lower()
        if inside is not None:
            return self._part(inside, attr, path), None
        known = COLUMNS[self.kind]
        found = known.get(f"{attr}.{sub}" if sub else attr)
        if found is not None:
            return found, None
        several = known.get(attr)
        if isinstance(several, Several) and sub:
            return self._part(several, sub, path), several
        raise InvalidFilterException(detail=f"{path} cannot be looked for")

    def _part(self, several: Several, name: str, path: AttrPath) -> Column:
        if name not in several.parts:
            raise InvalidFilterException(detail=f"{path} cannot be looked for")
        return several.parts[name]

    def _several(self, path: AttrPath) -> Several:
        found, _ = self.find(path, None)
        if not isinstance(found, Several):
            raise InvalidFilterException(detail=f"{path} has one value")
        return found

    def _present(self, path: AttrPath, inside: Several | None) -> str:
        found, whole = self.find(path, inside)
        if isinstance(found, Several):
            return f"(coalesce(jsonb_array_length({found.sql}), 0) > 0)"
        is_text = found.kind in ("text", "exact")
        test = f"(coalesce({found.sql}, '') <> '')" if is_text else f"({found.sql} IS NOT NULL)"
        return some_of(whole, test) if whole is not None else test

    def _compared(self, node: Comparison, inside: Several | None) -> str:
        found, whole = self.find(node.attr_path, inside)
        if isinstance(found, Several):
            found, whole = found.parts["value"], found
        if node.value is None:
            return self._nothing(node, found, whole)
        test = self._test(found, node)
        if whole is None:
            return f"coalesce({test}, false)"
        if node.op.value == "ne":  # none of the values equals
            return f"(NOT {some_of(whole, f'NOT ({test})')})"
        return some_of(whole, test)

    def _nothing(self, node: Comparison, found: Column, whole: Several | None) -> str:
        test = f"({found.sql} IS {'NOT ' if node.op.value == 'ne' else ''}NULL)"
        if whole is None:
            return test
        some = some_of(whole, f"{found.sql} IS NULL")
        return f"(NOT {some})" if node.op.value == "ne" else some

    def _test(self, column: Column, node: Comparison) -> str:
        operator, value = node.op.value, node.value
        if column.kind in ("boolean", "moment"):
            if operator not in SIGNS:
                raise InvalidFilterException(detail=f"{node.attr_path} does not know {operator}")
            given = self.add(value, "boolean" if column.kind == "boolean" else "timestamptz")
            return f"{column.sql} {SIGNS[operator]} {given}"
        if not isinstance(value, str) or "\x00" in value:
            raise InvalidFilterException(detail=f"{node.attr_path} is compared with text")
        given = self.add(value, "text")
        exact = column.kind == "exact"
        left, right = (column.sql, given) if exact else (f"lower({column.sql})", f"lower({given})")
        return TEXT_TESTS[operator].format(left, right)


def order_of(kind: str, path: AttrPath) -> str:
    """What orders by an attribute of one value, or by the main one of several. Raises InvalidFilter."""
    found, _ = Condition(kind).find(path, None)
    if isinstance(found, Several):
        return (
            "(SELECT lower(e->>'value') COLLATE \"C\" FROM jsonb_array_elements("
            f"{found.sql}) WITH ORDINALITY AS l(e, place)"
            " ORDER BY (e->>'primary')::boolean IS TRUE DESC, place LIMIT 1)"
        )
    if found.kind == "text":
        return f'lower({found.sql}) COLLATE "C"'
    return f'{found.sql} COLLATE "C"' if found.kind == "exact" else found.sql
