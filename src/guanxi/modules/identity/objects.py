"""Users, teams and roles."""

from guanxi.kernel import fields
from guanxi.kernel.objects import ChoiceSpec, Object, table


class Team(
    Object,
    name="team",
    area="settings",
    title="name",
    subtitle="manager",
    icon="team",
    is_owned=False,
    is_setting=True,
    key_facts=("parent", "manager"),
    views=(table("all", "name", "parent", "manager", "description", sort=("name",)),),
):
    """A part of the company; teams are a tree, and a manager sees what lies below his own."""

    name = fields.Text(required=True, unique=True, search=3, max_length=200)
    parent = fields.Reference("team", inverse="parts", tree=True)
    manager = fields.Reference("user", inverse="managed_teams")
    description = fields.LongText()


class Role(
    Object,
    name="role",
    area="settings",
    title="name",
    subtitle="code",
    icon="safety-certificate",
    is_owned=False,
    is_setting=True,
    key_facts=("code", "is_locked"),
    views=(table("all", "name", "code", "description", "is_locked", sort=("name",)),),
):
    """What a person may do, as grants by object; several roles of a person add up."""

    name = fields.Text(required=True, search=3, max_length=200, seeded_as="roles")
    code = fields.Text(required=True, unique=True, max_length=60)
    description = fields.LongText(seeded_as="roles")
    grants = fields.Grants(group="rights")
    needs_second_factor = fields.Boolean(default=False, group="rights")
    is_locked = fields.Boolean(default=False, readonly=True)


class SharingRule(
    Object,
    name="sharing_rule",
    area="settings",
    title="name",
    subtitle="object",
    icon="share-alt",
    is_owned=False,
    is_setting=True,
    key_facts=("object", "level", "until"),
    views=(table("all", "name", "object", "level", "people", "teams", "roles", "until", "is_active", sort=("name",)),),
):
    """Records of an object that meet the criteria are shared with people, teams and roles."""

    name = fields.Text(required=True, search=3, max_length=200)
    object = fields.ObjectName(required=True, max_length=60)
    criteria = fields.Criteria(required=True)
    level = fields.Choice(ChoiceSpec("read", locked=True), ChoiceSpec("edit", locked=True), default="read")
    people = fields.References("user", inverse="sharing_rules", group="audience")
    teams = fields.References("team", inverse="sharing_rules", group="audience")
    with_below = fields.Boolean(default=False, group="audience")
    roles = fields.References("role", inverse="sharing_rules", group="audience")
    until = fields.Date()
    is_active = fields.Boolean(default=True)
    description = fields.LongText()


class Territory(
    Object,
    name="territory",
    area="settings",
    title="name",
    subtitle="object",
    icon="environment",
    is_owned=False,
    is_setting=True,
    key_facts=("object", "parent"),
    views=(table("all", "name", "parent", "object", "people", "teams", "is_active", sort=("name",)),),
):
    """A part of the market: the records of an object that meet its criteria, and who looks after them.

    Territories are a tree; whoever looks after one also reaches those below.
    """

    name = fields.Text(required=True, search=3, max_length=200)
    parent = fields.Reference("territory", inverse="parts", tree=True)
    object = fields.ObjectName(required=True, max_length=60)
    criteria = fields.Criteria(required=True)
    people = fields.References("user", inverse="territories", group="audience")
    teams = fields.References("team", inverse="territories", group="audience")
    is_active = fields.Boolean(default=True)
    description = fields.LongText()


class User(
    Object,
    name="user",
    area="settings",
    title="name",
    subtitle="job_title",
    icon="user",
    is_owned=False,
    is_setting=True,
    key_facts=("job_title", "team", "email", "phone"),
    views=(
        table(
            "active",
            *("name", "job_title", "team", "roles", "email", "phone", "login"),
            sort=("name",),
            filter={"field": "is_active", "op": "eq", "value": True},
        ),
        table("all", "name", "job_title", "team", "roles", "email", "login", "is_active", sort=("name",)),
    ),
):
    """A person who signs in; the password is kept apart, where no list or export comes near it."""

    name = fields.Text(required=True, search=3, max_length=200)
    login = fields.Text(required=True, unique=True, search=2, max_length=120)
    job_title = fields.Text(search=1, max_length=200)
    email = fields.Email(search=2)
    phone = fields.Phone(search=2)
    is_active = fields.Boolean(default=True)
    roles = fields.References("role", inverse="users", group="place")
    team = fields.Reference("team", inverse="members", group="place")
    teams = fields.References("team", inverse="further_members", group="place")
    language = fields.Choice(ChoiceSpec("en"), ChoiceSpec("zh-CN"), ChoiceSpec("zh-TW"), group="preferences")
    time_zone = fields.Text(max_length=60, group="preferences")
