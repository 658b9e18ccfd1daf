"""The expression language of formulas, rules and conditions, with one meaning in Python and in SQL.

The text form has the syntax of CEL: `has(amount) && amount * share / 100 >= 1000 ? "large" : "small"`. What
it means is defined here, and a table of cases holds both evaluators to it.

**Types.** number (exact decimal; whole numbers, decimals, percentages, ratings and the amount of money are
all numbers, 35 % is 35), text, boolean, date, date_time, duration. Types are not mixed: text is joined by
`concat`, dates are subtracted by `days`.

**Money** counts as its amount in the company's currency: `amount`, and `amount.amount` too. Without a rate it is null,
though `has(amount)` holds. Values given to `evaluate` carry it beside the amount, as `counted`.

**Null.** An unset field is null. Arithmetic and functions of null are null. `==` and `!=` take null for a
value like any other, so that `state != "won"` holds where the state is not set. `<`, `<=`, `>`, `>=` and `in`
are false where a side is null. Where truth is asked for (`&&`, `||`, `!`, `?:`) null is false; comparisons
and logic are never null themselves. `min` and `max` pass over nulls, `coalesce` takes the first value that is
set, `concat` takes null for empty text, `has(x)` says whether x is set.

**Numbers.** Addition, subtraction and multiplication are exact. A quotient is rounded to 20 decimals, halves
away from zero; division by zero, and its remainder, is null. `%` has the sign of its left side. `round(x, n)`
rounds halves away from zero, n from 0 to 20.

**Dates.** `today()` and the day of a date_time are meant in the zone of `now`, in SQL in the given zone or
else the session's. `days(from, to)` counts the days between two dates. A duration is a number of seconds:
`duration("1d12h30m10.5s")`; a date_time and a duration give a date_time, a date and a duration a date (whole
days of it count), two date_times subtracted a duration. What would lie outside the years 1 to 9999, or a step
of more than 250 years, is null.

**Text.** Characters are code points, one emoji is one; order is by code point; `lower` and `upper` change
Latin, Greek and Cyrillic letters that have one counterpart; `trim` removes every kind of blank.
"""

from guanxi.engine.expressions.checking import check
from guanxi.engine.expressions.compiling import to_sql
from guanxi.engine.expressions.evaluation import evaluate
from guanxi.engine.expressions.reading import read
from guanxi.engine.expressions.writing import write

__all__ = ["check", "evaluate", "read", "to_sql", "write"]
