"""Leads, opportunities, products and orders, and the figures that they add to an account."""

from guanxi.kernel import fields
from guanxi.kernel.expressions import call
from guanxi.kernel.objects import ChoiceSpec, Object, calendar, extend, kanban, rule, table
from guanxi.modules.customers import INDUSTRIES, SOURCES

MINE = {"field": "owner", "op": "eq", "value": "me"}
OPEN = {"field": "stage", "op": "not_in", "value": ["won", "lost"]}
WON = {"field": "stage", "op": "eq", "value": "won"}
COUNTED = {"field": "status", "op": "ne", "value": "cancelled"}


class Product(
    Object,
    name="product",
    area="sales",
    title="name",
    subtitle="code",
    icon="appstore",
    is_owned=False,
    key_facts=("code", "series", "price", "unit", "is_active"),
    views=(
        table(
            "active",
            *("name", "code", "series", "price", "unit", "tax_rate"),
            sort=("name",),
            filter={"field": "is_active", "op": "eq", "value": True},
        ),
        table("all", "name", "code", "series", "price", "unit", "tax_rate", "is_active", sort=("name",)),
    ),
):
    """Something that is sold, with its list price before tax."""

    name = fields.Text(required=True, search=3, max_length=300)
    code = fields.Text(unique=True, search=3, max_length=60)
    series = fields.Text(search=1, max_length=100)
    price = fields.Money(at_least=0, group="price")
    cost = fields.Money(at_least=0, group="price")
    unit = fields.Choice(
        *("piece", "set", "box", "licence", "user", "hour", "day", "month", "year", "kilogram", "metre", "project"),
        default="piece",
        group="price",
    )
    tax_rate = fields.Percent(at_least=0, at_most=100, group="price")
    is_active = fields.Boolean(default=True)
    description = fields.LongText(search=1)


class Lead(
    Object,
    name="lead",
    area="sales",
    title="name",
    subtitle="company",
    icon="filter",
    key_facts=("company", "status", "source", "mobile", "rating", "owner"),
    identifies=("name", "mobile", "phone", "email", "wechat", "website", "address"),
    keeps=("company",),
    views=(
        table(
            "open",
            *("name", "company", "status", "rating", "source", "mobile", "owner", "created_at"),
            sort=("-created_at",),
            filter={"field": "status", "op": "not_in", "value": ["converted", "unqualified"]},
        ),
        table(
            "mine",
            "name",
            "company",
            "status",
            "rating",
            "mobile",
            "next_contact_on",
            sort=("next_contact_on",),
            filter=MINE,
        ),
        table("all", "name", "company", "status", "source", "owner", "updated_at", sort=("-updated_at",)),
        kanban("by_status", "status", "name", "company", "rating", "owner"),
        calendar("by_next_contact", "next_contact_on", "name", "company", "owner"),
    ),
):
    """A person or company that may become a customer and has not been examined yet."""

    name = fields.PersonName(required=True, search=3)
    company = fields.Text(search=3, max_length=300)
    job_title = fields.Text(search=1, max_length=200)
    status = fields.Choice(
        ChoiceSpec("new", "blue", locked=True),
        ChoiceSpec("contacted", "cyan"),
        ChoiceSpec("qualified", "amber"),
        ChoiceSpec("converted", "green", locked=True, is_final=True),
        ChoiceSpec("unqualified", "grey", locked=True, is_final=True),
        required=True,
        default="new",
    )
    source = fields.Choice(*SOURCES)
    rating = fields.Rating(at_least=1, at_most=5)
    industry = fields.Choice(*INDUSTRIES)
    budget = fields.Money(at_least=0, floats_while=~status.one_of("converted", "unqualified"))
    product = fields.Reference("product", inverse="leads")
    mobile = fields.Phone(search=2, duplicate_key=True, group="reach")
    phone = fields.Phone(search=2, duplicate_key=True, group="reach")
    email = fields.Email(search=2, duplicate_key=True, group="reach")
    wechat = fields.Text(search=2, max_length=100, group="reach")
    website = fields.Url(group="reach")
    address = fields.Address(search=1, group="reach")
    need = fields.LongText(search=1, group="knowledge")
    next_step = fields.Text(max_length=500, group="knowledge")
    next_contact_on = fields.Date(group="knowledge")
    reason = fields.Choice(
        "no_need", "no_budget", "not_reached", "competitor", "wrong_details", "other", group="knowledge"
    )
    tags = fields.Tags(search=1, group="knowledge")
    account = fields.Reference("account", inverse="leads", group="conversion")
    contact = fields.Reference("contact", inverse="leads", group="conversion")
    opportunity = fields.Reference("opportunity", inverse="leads", group="conversion")

    converted_names_account = rule((status != "converted") | account.is_set)


class Opportunity(
    Object,
    name="opportunity",
    area="sales",
    title="name",
    subtitle="next_step",
    icon="dollar",
    key_facts=("account", "stage", "amount", "probability", "close_on", "owner"),
    views=(
        table(
            "open",
            *("name", "account", "stage", "amount", "probability", "expected", "close_on", "owner"),
            sort=("close_on",),
            filter=OPEN,
        ),
        table(
            "mine",
            *("name", "account", "stage", "amount", "close_on", "next_step"),
            sort=("close_on",),
            filter={"and": [MINE, OPEN]},
        ),
        table(
            "closing_this_month",
            *("name", "account", "stage", "amount", "expected", "close_on", "owner"),
            sort=("close_on",),
            filter={"and": [OPEN, {"field": "close_on", "op": "within", "value": "this_month"}]},
        ),
        table("won", "name", "account", "amount", "close_on", "product", "owner", sort=("-close_on",), filter=WON),
        table("all", "name", "account", "stage", "amount", "close_on", "owner", "updated_at", sort=("-updated_at",)),
        kanban("pipeline", "stage", "name", "account", "amount", "probability", "close_on", "owner", total="amount"),
        calendar("by_close_on", "close_on", "name", "account", "stage", "amount", "owner"),
    ),
):
    """A possible sale to an account, followed until it is won or lost."""

    name = fields.Text(required=True, search=3, max_length=300)
    account = fields.Reference("account", required=True, inverse="opportunities")
    stage = fields.Choice(
        ChoiceSpec("prospecting", "grey", brings={"probability": "10"}),
        ChoiceSpec("engaging", "blue", brings={"probability": "30"}),
        ChoiceSpec("proposal", "purple", brings={"probability": "50"}),
        ChoiceSpec("negotiation", "amber", brings={"probability": "75"}),
        ChoiceSpec("won", "green", locked=True, is_final=True, brings={"probability": "100", "close_on": "today"}),
        ChoiceSpec("lost", "red", locked=True, is_final=True, brings={"probability": "0", "close_on": "today"}),
        required=True,
        default="prospecting",
        indexed=True,
    )
    amount = fields.Money(at_least=0, floats_while=~stage.one_of("won", "lost"), rate_day="close_on")
    probability = fields.Percent(at_least=0, at_most=100)
    expected = fields.Computed(
        call("if", stage == "won", amount, call("if", stage == "lost", amount * 0, amount * probability / 100)),
        result="money",
    )
    started_on = fields.Date(default="today")
    close_on = fields.Date(indexed=True)
    next_step = fields.Text(search=1, max_length=500)
    contact = fields.Reference("contact", inverse="opportunities")
    product = fields.Reference("product", inverse="opportunities")
    kind = fields.Choice("new_business", "expansion", "renewal", group="knowledge")
    source = fields.Choice(*SOURCES, group="knowledge")
    competitor = fields.Text(search=1, max_length=200, group="knowledge")
    reason = fields.Choice(
        *("price", "product_fit", "relationship", "service", "timing", "budget", "competitor", "no_decision", "other"),
        group="knowledge",
    )
    tags = fields.Tags(search=1, group="knowledge")
    description = fields.LongText(search=1, group="knowledge")

    won_has_amount = rule((stage != "won") | amount.is_set)
    closed_has_date = rule(~stage.one_of("won", "lost") | close_on.is_set)
    closes_after_start = rule(~started_on.is_set | ~close_on.is_set | (close_on >= started_on))


class OrderLine(
    Object,
    name="order_line",
    area="sales",
    title="description",
    icon="unordered-list",
    is_owned=False,
    parent="order",
):
    """One position of an order; its total is before tax, rounded to the cent."""

    order = fields.Reference("order", required=True, cascade=True)
    product = fields.Reference("product", inverse="order_lines")
    description = fields.Text(search=1, max_length=500)
    quantity = fields.DecimalNumber(required=True, default="1")
    unit_price = fields.Money(required=True, at_least=0)
    discount = fields.Percent(at_least=0, at_most=100)
    tax_rate = fields.Percent(at_least=0, at_most=100)
    total = fields.Computed(
        call("round", quantity * unit_price * (100 - call("coalesce", discount, 0)) / 100, 2),
        result="money",
    )
    tax = fields.Computed(
        call(
            "round",
            quantity * unit_price * (100 - call("coalesce", discount, 0)) / 100 * call("coalesce", tax_rate, 0) / 100,
            2,
        ),
        result="money",
    )


class Order(
    Object,
    name="order",
    area="sales",
    title="number",
    subtitle="external_number",
    icon="shopping-cart",
    key_facts=("account", "status", "ordered_on", "total", "owner"),
    views=(
        table(
            "all", "number", "account", "status", "ordered_on", "total", "owner", "updated_at", sort=("-ordered_on",)
        ),
        table(
            "mine",
            "number",
            "account",
            "status",
            "ordered_on",
            "deliver_on",
            "total",
            sort=("-ordered_on",),
            filter=MINE,
        ),
        table(
            "to_deliver",
            *("number", "account", "deliver_on", "total", "owner"),
            sort=("deliver_on",),
            filter={"field": "status", "op": "eq", "value": "confirmed"},
        ),
        kanban("by_status", "status", "number", "account", "total", "deliver_on", "owner", total="total"),
        calendar("by_deliver_on", "deliver_on", "number", "account", "status", "total"),
    ),
):
    """What an account has ordered, or sent back."""

    number = fields.AutoNumber("SO-{year}-{number:05}", search=3)
    account = fields.Reference("account", required=True, inverse="orders")
    contact = fields.Reference("contact", inverse="orders")
    opportunity = fields.Reference("opportunity", inverse="orders")
    kind = fields.Choice(ChoiceSpec("sale", "green"), ChoiceSpec("return", "amber"), required=True, default="sale")
    status = fields.Choice(
        ChoiceSpec("draft", "grey", locked=True),
        ChoiceSpec("confirmed", "blue", locked=True),
        ChoiceSpec("delivered", "cyan", locked=True),
        ChoiceSpec("completed", "green", locked=True, is_final=True),
        ChoiceSpec("cancelled", "red", locked=True, is_final=True),
        required=True,
        default="draft",
    )
    external_number = fields.Text(unique=True, search=3, max_length=100)
    ordered_on = fields.Date(default="today", indexed=True)
    deliver_on = fields.Date()
    total = fields.RolledUp("order_line", "order", function="sum", field="total", result="money")
    tax = fields.RolledUp("order_line", "order", function="sum", field="tax", result="money")
    lines = fields.Lines("order_line", group="lines")
    address = fields.Address(group="delivery")
    description = fields.LongText(search=1, group="delivery")

    delivery_after_order = rule(~ordered_on.is_set | ~deliver_on.is_set | (deliver_on >= ordered_on))


ACCOUNT_FIGURES = extend(
    "account",
    open_opportunities=fields.RolledUp("opportunity", "account", where=OPEN, result="number", group="figures"),
    open_amount=fields.RolledUp(
        "opportunity", "account", function="sum", field="amount", where=OPEN, result="money", group="figures"
    ),
    won_amount=fields.RolledUp(
        "opportunity", "account", function="sum", field="amount", where=WON, result="money", group="figures"
    ),
    ordered_amount=fields.RolledUp(
        "order", "account", function="sum", field="total", where=COUNTED, result="money", group="figures"
    ),
)
