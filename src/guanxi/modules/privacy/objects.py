"""Consent, requests of data subjects, rules of retention, and the register of processing."""

from guanxi.kernel import fields
from guanxi.kernel.objects import ChoiceSpec, Object, calendar, kanban, table

CHANNELS = ("email", "phone", "sms", "wechat", "post")
BASES = (
    ChoiceSpec("consent", "blue", locked=True),
    ChoiceSpec("contract", locked=True),
    ChoiceSpec("legal_obligation", locked=True),
    ChoiceSpec("legitimate_interest", locked=True),
    ChoiceSpec("vital_interest", locked=True),
    ChoiceSpec("public_task", locked=True),
)
OPEN = {"field": "state", "op": "not_in", "value": ["done", "refused"]}


class Purpose(
    Object,
    name="purpose",
    area="privacy",
    title="name",
    subtitle="legal_basis",
    icon="flag",
    is_owned=False,
    is_setting=True,
    key_facts=("legal_basis", "channels", "life_months", "is_active"),
    views=(table("all", "name", "legal_basis", "channels", "life_months", "is_active", sort=("name",)),),
):
    """What persons are written to or called for, and on which ground."""

    name = fields.Text(required=True, search=3, max_length=200)
    code = fields.Text(required=True, unique=True, max_length=60)
    name_zh_cn = fields.Text(search=2, max_length=200, group="names")
    name_zh_tw = fields.Text(search=2, max_length=200, group="names")
    legal_basis = fields.Choice(*BASES, required=True, default="consent")
    channels = fields.Choices(*(ChoiceSpec(each, locked=True) for each in CHANNELS), required=True)
    life_months = fields.Number(at_least=1, at_most=240)
    is_active = fields.Boolean(default=True)
    description = fields.LongText()


class Consent(
    Object,
    name="consent",
    area="privacy",
    title="number",
    subtitle="state",
    icon="file-done",
    is_owned=False,
    key_facts=("contact", "lead", "purpose", "channel", "state", "given_at"),
    views=(
        table(
            "all",
            *("number", "contact", "lead", "purpose", "channel", "state", "given_at", "expires_on", "how"),
            sort=("-given_at",),
        ),
        table(
            "ending",
            *("number", "contact", "lead", "purpose", "channel", "expires_on"),
            sort=("expires_on",),
            filter={
                "and": [
                    {"field": "state", "op": "eq", "value": "given"},
                    {"field": "expires_on", "op": "within", "value": "next_30_days"},
                ]
            },
        ),
        kanban("by_state", "state", "number", "contact", "lead", "purpose", "channel"),
    ),
):
    """Whether a person agrees to be reached for a purpose by a channel, and how one knows."""

    number = fields.AutoNumber("CS-{number:06}", search=2)
    contact = fields.Reference("contact", inverse="consents", cascade=True)
    lead = fields.Reference("lead", inverse="consents", cascade=True)
    purpose = fields.Reference("purpose", required=True, inverse="consents")
    channel = fields.Choice(*(ChoiceSpec(each, locked=True) for each in CHANNELS), required=True)
    state = fields.Choice(
        ChoiceSpec("given", "green", locked=True),
        ChoiceSpec("refused", "red", locked=True),
        ChoiceSpec("withdrawn", "amber", locked=True),
        ChoiceSpec("expired", "grey", locked=True),
        required=True,
        default="given",
    )
    given_at = fields.DateTime(required=True, default="now", indexed=True)
    expires_on = fields.Date(indexed=True)
    how = fields.Choice("form", "call", "paper", "message", "import", "other", group="proof")
    proof = fields.LongText(group="proof")
    taken_by = fields.Reference("user", inverse="consents", group="proof")


class SubjectRequest(
    Object,
    name="subject_request",
    area="privacy",
    title="number",
    subtitle="kind",
    icon="solution",
    is_owned=False,
    key_facts=("kind", "state", "received_on", "due_on", "officer"),
    views=(
        table(
            "open",
            *("number", "kind", "law", "state", "received_on", "due_on", "officer"),
            sort=("due_on",),
            filter=OPEN,
        ),
        table(
            "overdue",
            *("number", "kind", "law", "state", "due_on", "officer"),
            sort=("due_on",),
            filter={"and": [OPEN, {"not": {"field": "due_on", "op": "within", "value": "next_90_days"}}]},
        ),
        table("all", "number", "kind", "law", "state", "received_on", "due_on", "officer", sort=("-received_on",)),
        kanban("by_state", "state", "number", "kind", "due_on", "officer"),
        calendar("by_due_on", "due_on", "number", "kind", "state", "officer"),
    ),
):
    """What a person asks about the data that is kept of him, and until when it has to be answered.

    Who it is stands apart, sealed, and goes when the request is done.
    """

    number = fields.AutoNumber("SR-{year}-{number:04}", search=3)
    kind = fields.Choice(
        ChoiceSpec("access", "blue", locked=True),
        ChoiceSpec("correct", "cyan", locked=True),
        ChoiceSpec("erase", "red", locked=True),
        ChoiceSpec("anonymise", "amber", locked=True),
        ChoiceSpec("restrict", "grey", locked=True),
        required=True,
        default="access",
    )
    law = fields.Choice(
        ChoiceSpec("gdpr", locked=True),
        ChoiceSpec("pipl", locked=True),
        ChoiceSpec("ccpa", locked=True),
    )
    received_on = fields.Date(required=True, default="today", indexed=True)
    due_on = fields.Date(readonly=True, indexed=True)
    state = fields.Choice(
        ChoiceSpec("new", "blue", locked=True),
        ChoiceSpec("checking", "amber", locked=True),
        ChoiceSpec("working", "cyan", locked=True),
        ChoiceSpec("done", "green", locked=True, is_final=True),
        ChoiceSpec("refused", "red", locked=True, is_final=True),
        required=True,
        default="new",
    )
    officer = fields.Reference("user", inverse="subject_requests")
    came_by = fields.Choice("email", "phone", "letter", "form", "in_person")
    identity_checked = fields.Choice("document", "known_address", "signed_in", "in_person", "not_checked")
    answer_language = fields.Choice(ChoiceSpec("en"), ChoiceSpec("zh-CN"), ChoiceSpec("zh-TW"))
    note = fields.LongText(group="answer")


class RetentionRule(
    Object,
    name="retention_rule",
    area="privacy",
    title="name",
    subtitle="object",
    icon="experiment",
    is_owned=False,
    is_setting=True,
    key_facts=("object", "date_field", "days", "deed", "is_active"),
    views=(table("all", "name", "object", "date_field", "days", "deed", "is_active", "last_run_at", "last_count"),),
):
    """Which records go so many days after one of their dates, and how."""

    name = fields.Text(required=True, search=3, max_length=200)
    object = fields.ObjectName(required=True, max_length=60)
    criteria = fields.Criteria()
    date_field = fields.Text(required=True, default="updated_at", max_length=60)
    days = fields.Number(required=True, default=1095, at_least=1, at_most=36500)
    deed = fields.Choice(
        ChoiceSpec("bin", "blue", locked=True),
        ChoiceSpec("purge", "red", locked=True),
        ChoiceSpec("anonymise", "amber", locked=True),
        required=True,
        default="bin",
    )
    is_active = fields.Boolean(default=False)
    description = fields.LongText()
    last_run_at = fields.DateTime(readonly=True, group="last")
    last_count = fields.Number(readonly=True, group="last")


class ProcessingActivity(
    Object,
    name="processing_activity",
    area="privacy",
    title="name",
    subtitle="legal_basis",
    icon="unordered-list",
    is_owned=False,
    key_facts=("legal_basis", "persons", "retention"),
    views=(table("all", "name", "legal_basis", "persons", "categories", "receivers", "retention", sort=("name",)),),
):
    """An entry of the register of processing (GDPR Article 30) with its assessment of impact (PIPL Articles 55, 56)."""

    name = fields.Text(required=True, search=3, max_length=300)
    purpose = fields.LongText(required=True, search=1)
    legal_basis = fields.Choice(*BASES, required=True, default="legitimate_interest")
    persons = fields.Text(search=1, max_length=500, group="what")
    categories = fields.Text(search=1, max_length=1000, group="what")
    receivers = fields.Text(max_length=1000, group="where")
    transfers = fields.Text(max_length=1000, group="where")
    safeguards = fields.Text(max_length=1000, group="where")
    retention = fields.Text(max_length=500, group="where")
    measures = fields.LongText(group="where")
    assessment_reasons = fields.Choices(
        *(ChoiceSpec(each, locked=True) for each in ("sensitive", "automated", "entrusted", "abroad", "great_impact")),
        group="assessment",
    )
    assessment_lawful = fields.LongText(group="assessment")
    assessment_impact = fields.LongText(group="assessment")
    assessment_measures = fields.LongText(group="assessment")
    assessed_on = fields.Date(group="assessment")


class Breach(
    Object,
    name="breach",
    area="privacy",
    title="name",
    subtitle="state",
    icon="flag",
    is_owned=False,
    key_facts=("state", "risk", "found_at", "report_until", "authority_told_at"),
    views=(
        table(
            "all",
            *("name", "state", "risk", "found_at", "report_until", "authority_told_at", "persons_told_at"),
            sort=("-found_at",),
        ),
        table(
            "to_report",
            *("name", "risk", "report_until", "found_at"),
            sort=("report_until",),
            filter={
                "and": [
                    {"field": "state", "op": "eq", "value": "open"},
                    {"field": "authority_told_at", "op": "is_empty"},
                ]
            },
        ),
    ),
):
    """A breach of personal data, which the authority is told within 72 hours (GDPR Article 33)."""

    name = fields.Text(required=True, search=3, max_length=300)
    state = fields.Choice(
        ChoiceSpec("open", "red", locked=True), ChoiceSpec("closed", "green", locked=True), default="open"
    )
    found_at = fields.DateTime(required=True, default="now", indexed=True)
    report_until = fields.DateTime(readonly=True, indexed=True)
    what = fields.LongText(search=1)
    cause = fields.LongText()
    categories = fields.Text(max_length=1000)
    consequences = fields.LongText()
    risk = fields.Choice(ChoiceSpec("none", "grey"), ChoiceSpec("some", "amber"), ChoiceSpec("high", "red"))
    affected = fields.Text(max_length=500)
    count_affected = fields.Number(at_least=0)
    records_affected = fields.Number(at_least=0)
    authority_told_at = fields.DateTime(group="told")
    persons_told_at = fields.DateTime(group="told")
    late_reason = fields.LongText(group="told")
    measures = fields.LongText(group="told")
    advice = fields.LongText(group="told")
