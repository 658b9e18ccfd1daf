"""What a seeded fault is, and the names of the tests that notice them."""

from dataclasses import dataclass
from typing import Final

ROUTES: Final = "tests/attacks/matrix/test_routes.py"
FIELDS: Final = "tests/attacks/matrix/test_fields.py"
TAMPERING: Final = "tests/attacks/matrix/test_tampering.py"
APART: Final = "tests/attacks/matrix/test_apart.py"


@dataclass(frozen=True)
class Mutant:
    """A text that occurs once in a file below `src/guanxi`, what stands in its place, and the tests that catch it."""

    name: str
    file: str
    text: str
    replacement: str
    caught_by: str


def on_contact(route: str) -> str:
    """The cells of a route of records, on contacts."""
    return f"{ROUTES}::test_records_are_kept_from_those_who_may_not[contact-{route}]"


def on_rules(route: str) -> str:
    return f"{ROUTES}::test_records_are_kept_from_those_who_may_not[sharing_rule-{route}]"


def beside(route: str) -> str:
    return f"{ROUTES}::test_what_lies_beside_records_is_kept_from_those_who_may_not[contact-{route}]"


def of_company(route: str) -> str:
    return f"{ROUTES}::test_what_is_of_the_company_or_of_oneself_is_kept_from_others[{route}]"


LIST: Final = on_contact("GET /records/{object}")
ONE: Final = on_contact("GET /records/{object}/{id}")
CHANGE: Final = on_contact("PATCH /records/{object}/{id}")
SHARE: Final = on_contact("POST /records/{object}/{id}/shares")
READING: Final = f"{FIELDS}::test_no_reading_tells_a_value"
ORACLES: Final = f"{FIELDS}::test_no_difference_tells_a_value"
REVEALING: Final = f"{FIELDS}::test_only_who_may_reveal_is_told_behind_the_mask"
PAST: Final = f"{FIELDS}::test_the_past_tells_no_value"
LED: Final = f"{TAMPERING}::test_what_a_reference_leads_to_is_told_to_who_may_see_that"
GUARD: Final = 'if not (work.principal.is_system or "administrator" in work.principal.roles):'
ADMIN: Final = 'if "administrator" not in call.principal.roles:'
GET_ONE: Final = 'await get_json(work, name, record_id, ("id",))'
