"""What is wrong with a formula, as an error that says what to do."""

from typing import Any, Final

from guanxi.kernel.errors import FieldError, Invalid

FIELD: Final = "formula"


def refused(code: str, **values: Any) -> Invalid:
    """The error for a formula; the code begins with `formula_`."""
    return Invalid(errors=[FieldError(FIELD, code, values)])
