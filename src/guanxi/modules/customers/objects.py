"""Accounts and contacts."""

from guanxi.kernel import fields
from guanxi.kernel.objects import ChoiceSpec, Object, kanban, rule, table

MINE = {"field": "owner", "op": "eq", "value": "me"}
INDUSTRIES = (
    *("manufacturing", "automotive", "technology", "software", "telecommunications", "energy", "construction"),
    *("real_estate", "retail", "wholesale", "logistics", "finance", "insurance", "medical", "pharmaceutical"),
    *("education", "hospitality", "entertainment", "marketing", "services", "employment", "agriculture"),
    *("government", "other"),
)
SOURCES = (
    *("website", "referral", "exhibition", "telephone", "advertisement", "social_media"),
    *("partner", "event", "visit", "import", "other"),
)


class Account(
    Object,
    name="account",
    area="customers",
    title="name",
    subtitle="industry",
    icon="bank",
    key_facts=("industry", "size", "status", "open_amount", "ordered_amount", "owner"),
    views=(
        table("all", "name", "industry", "size", "status", "owner", "open_amount", "updated_at", sort=("-updated_at",)),
        table(
            "mine",
            *("name", "industry", "status", "phone", "open_opportunities", "open_amount", "updated_at"),
            sort=("-updated_at",),
            filter=MINE,
        ),
        table(
            "active",
            *("name", "industry", "customer_since", "owner", "ordered_amount", "open_amount"),
            sort=("-ordered_amount",),
            filter={"field": "status", "op": "eq", "value": "active"},
        ),
        table(
            "potential",
            *("name", "industry", "size", "source", "phone", "owner", "created_at"),
            sort=("-created_at",),
            filter={"field": "status", "op": "eq", "value": "potential"},
        ),
        table(
            "without_owner",
            *("name", "industry", "size", "phone", "address", "updated_at"),
            sort=("-updated_at",),
            filter={"field": "owner", "op": "is_empty"},
        ),
        kanban("by_status", "status", "name", "industry", "open_amount", "owner", total="open_amount"),
    ),
):
    """A company or a sole trader that one sells to, or would like to."""

    number = fields.AutoNumber("AC-{year}-{number:05}", search=2)
    name = fields.Text(required=True, search=3, duplicate_key=True, max_length=300)
    industry = fields.Choice(*INDUSTRIES, required=True, default="other")
    status = fields.Choice(
        ChoiceSpec("potential", "blue", locked=True),
        ChoiceSpec("active", "green", locked=True),
        ChoiceSpec("former", "grey", locked=True),
        required=True,
        default="potential",
    )
    size = fields.Choice("large", "medium", "small", "sole_trader")
    employees = fields.Number(at_least=0)
    revenue = fields.Money(at_least=0)
    founded = fields.Number(at_least=1000, at_most=2200)
    credit_code = fields.IdentityNumber("uscc", search=2, duplicate_key=True)
    parent = fields.Reference("account", inverse="subsidiaries", tree=True)
    phone = fields.Phone(search=2, group="reach")
    email = fields.Email(search=2, group="reach")
    website = fields.Url(search=1, group="reach")
    address = fields.Address(search=1, group="reach")
    needs = fields.Tags(search=1, group="knowledge")
    tags = fields.Tags(search=1, group="knowledge")
    source = fields.Choice(*SOURCES, group="knowledge")
    customer_since = fields.Date(group="knowledge")
    description = fields.LongText(search=1, group="knowledge")

    active_can_be_reached = rule((status != "active") | phone.is_set | email.is_set | website.is_set | address.is_set)


class Contact(
    Object,
    name="contact",
    area="customers",
    title="name",
    subtitle="job_title",
    icon="contacts",
    key_facts=("account", "job_title", "decision_part", "mobile", "email", "owner"),
    identifies=("name", "mobile", "phone", "email", "wechat", "address", "birthday"),
    keeps=("department",),
    views=(
        table(
            "all", "name", "account", "job_title", "mobile", "email", "decision_part", "owner", sort=("-updated_at",)
        ),
        table(
            "mine",
            *("name", "account", "job_title", "mobile", "email", "decision_part", "updated_at"),
            sort=("-updated_at",),
            filter=MINE,
        ),
        table(
            "decision_makers",
            *("name", "account", "job_title", "mobile", "email", "owner"),
            sort=("name",),
            filter={"field": "decision_part", "op": "eq", "value": "decision_maker"},
        ),
        kanban("by_part", "decision_part", "name", "account", "job_title", "owner"),
    ),
):
    """A person, mostly one who works for an account."""

    name = fields.PersonName(required=True, search=3)
    account = fields.Reference("account", inverse="contacts")
    job_title = fields.Text(search=1, max_length=200)
    department = fields.Text(max_length=200)
    decision_part = fields.Choice(
        ChoiceSpec("decision_maker", "green"),
        ChoiceSpec("influencer", "blue"),
        ChoiceSpec("user", "grey"),
        ChoiceSpec("blocker", "red"),
    )
    is_primary = fields.Boolean(default=False)
    reports_to = fields.Reference("contact", inverse="reports", tree=True)
    mobile = fields.Phone(search=2, duplicate_key=True, group="reach")
    phone = fields.Phone(search=2, duplicate_key=True, group="reach")
    email = fields.Email(search=2, duplicate_key=True, group="reach")
    wechat = fields.Text(search=2, max_length=100, group="reach")
    address = fields.Address(search=1, group="reach")
    birthday = fields.Date(group="knowledge")
    tags = fields.Tags(search=1, group="knowledge")
    source = fields.Choice(*SOURCES, group="knowledge")
    description = fields.LongText(search=1, group="knowledge")
