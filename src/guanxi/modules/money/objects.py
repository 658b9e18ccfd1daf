"""Exchange rates."""

from guanxi.kernel import fields
from guanxi.kernel.fields.currencies import DECIMALS
from guanxi.kernel.objects import ChoiceSpec, Object, rule, table


class ExchangeRate(
    Object,
    name="exchange_rate",
    area="settings",
    title="number",
    subtitle="currency",
    icon="transaction",
    is_owned=False,
    is_setting=True,
    has_timeline=False,
    key_facts=("currency", "rate", "dated_on", "source"),
    views=(
        table("newest", "currency", "rate", "dated_on", "source", "number", sort=("-dated_on", "currency")),
        table("by_currency", "currency", "dated_on", "rate", "source", sort=("currency", "-dated_on")),
    ),
):
    """What one unit of a currency is worth in the company's own, from a day on until the next rate."""

    number = fields.AutoNumber("FX-{number:05}", search=2)
    currency = fields.Choice(*sorted(DECIMALS), required=True, search=2, indexed=True)
    rate = fields.DecimalNumber(required=True, at_least=0)
    dated_on = fields.Date(required=True, default="today", indexed=True)
    source = fields.Choice(
        ChoiceSpec("entered", "blue", locked=True),
        ChoiceSpec("starting_table", "amber", locked=True),
        default="entered",
    )
    note = fields.Text(max_length=300)

    rate_is_above_zero = rule(rate > 0)
