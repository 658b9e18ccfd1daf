"""Tasks, notes and interactions."""

from guanxi.kernel import fields
from guanxi.kernel.objects import ChoiceSpec, Object, calendar, kanban, rule, table

MINE = {"field": "owner", "op": "eq", "value": "me"}
NOT_DONE = {"field": "status", "op": "ne", "value": "done"}


class Task(
    Object,
    name="task",
    area="work",
    title="subject",
    subtitle="criteria",
    icon="check-square",
    key_facts=("status", "priority", "due_on", "account", "owner"),
    views=(
        table(
            "mine",
            *("subject", "status", "priority", "due_on", "account", "opportunity"),
            sort=("due_on",),
            filter={"and": [MINE, NOT_DONE]},
        ),
        table(
            "all", "subject", "status", "priority", "due_on", "owner", "account", "opportunity", sort=("-updated_at",)
        ),
        table(
            "due",
            *("subject", "priority", "due_on", "owner", "account"),
            sort=("due_on",),
            filter={"and": [NOT_DONE, {"field": "due_on", "op": "within", "value": "next_7_days"}]},
        ),
        kanban("by_status", "status", "subject", "priority", "due_on", "account", "owner"),
        calendar("by_due_on", "due_on", "subject", "priority", "status", "owner"),
    ),
):
    """Something that a person has to do."""

    subject = fields.Text(required=True, search=3, max_length=300)
    status = fields.Choice(
        ChoiceSpec("open", "grey", locked=True),
        ChoiceSpec("in_progress", "blue", locked=True),
        ChoiceSpec("blocked", "red", locked=True),
        ChoiceSpec("done", "green", locked=True, is_final=True),
        required=True,
        default="open",
    )
    priority = fields.Choice(
        ChoiceSpec("high", "red", locked=True),
        ChoiceSpec("medium", "amber", locked=True),
        ChoiceSpec("low", "grey", locked=True),
        required=True,
        default="medium",
    )
    start_on = fields.Date()
    due_on = fields.Date(indexed=True)
    criteria = fields.LongText()
    description = fields.LongText(search=1)
    account = fields.Reference("account", inverse="tasks", group="belongs_to")
    contact = fields.Reference("contact", inverse="tasks", group="belongs_to")
    opportunity = fields.Reference("opportunity", inverse="tasks", group="belongs_to")
    lead = fields.Reference("lead", inverse="tasks", group="belongs_to")

    due_after_start = rule(~start_on.is_set | ~due_on.is_set | (due_on >= start_on))


class Interaction(
    Object,
    name="interaction",
    area="work",
    title="subject",
    subtitle="summary",
    icon="phone",
    key_facts=("kind", "at", "result", "next_step", "account", "contact"),
    views=(
        table("all", "subject", "kind", "at", "account", "contact", "result", "next_step", "owner", sort=("-at",)),
        table(
            "mine",
            *("subject", "kind", "at", "account", "contact", "result", "next_step"),
            sort=("-at",),
            filter=MINE,
        ),
        calendar("by_time", "at", "subject", "kind", "account", "owner"),
        kanban("by_result", "result", "subject", "account", "at", "owner"),
    ),
):
    """A call, meeting, message or other exchange with a customer."""

    subject = fields.Text(required=True, search=3, max_length=300)
    kind = fields.Choice(
        ChoiceSpec("call", "blue", locked=True),
        ChoiceSpec("email", "grey", locked=True),
        ChoiceSpec("meeting", "green", locked=True),
        ChoiceSpec("visit", "cyan", locked=True),
        ChoiceSpec("chat", "purple", locked=True),
        ChoiceSpec("social", "purple"),
        ChoiceSpec("survey", "amber"),
        ChoiceSpec("web", "grey"),
        ChoiceSpec("other", "grey"),
        required=True,
        default="call",
    )
    direction = fields.Choice("outgoing", "incoming")
    at = fields.DateTime(required=True, default="now", indexed=True)
    duration = fields.Duration(at_least=0)
    summary = fields.LongText(search=1)
    result = fields.Choice(
        ChoiceSpec("agreed", "green"),
        ChoiceSpec("interested", "green"),
        ChoiceSpec("to_follow_up", "amber"),
        ChoiceSpec("not_reached", "grey"),
        ChoiceSpec("refused", "red"),
    )
    next_step = fields.Text(search=1, max_length=500)
    account = fields.Reference("account", inverse="interactions", group="belongs_to")
    contact = fields.Reference("contact", inverse="interactions", group="belongs_to")
    opportunity = fields.Reference("opportunity", inverse="interactions", group="belongs_to")
    lead = fields.Reference("lead", inverse="interactions", group="belongs_to")


class Note(
    Object,
    name="note",
    area="work",
    title="subject",
    subtitle="text",
    icon="file-text",
    key_facts=("account", "opportunity", "owner"),
    views=(
        table("all", "subject", "account", "opportunity", "owner", "updated_at", sort=("-updated_at",)),
        table("mine", "subject", "account", "opportunity", "updated_at", sort=("-updated_at",), filter=MINE),
    ),
):
    """Something worth remembering, written down."""

    subject = fields.Text(required=True, search=3, max_length=300)
    text = fields.LongText(search=1)
    account = fields.Reference("account", inverse="notes", group="belongs_to")
    contact = fields.Reference("contact", inverse="notes", group="belongs_to")
    opportunity = fields.Reference("opportunity", inverse="notes", group="belongs_to")
    lead = fields.Reference("lead", inverse="notes", group="belongs_to")
