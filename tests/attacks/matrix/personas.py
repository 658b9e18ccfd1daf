"""The generated set of roles: who asks, what he may, and what that means for a record of somebody else."""

from dataclasses import dataclass
from typing import Any

from guanxi.kernel.access import RIGHTS

OWNER, ADMIN = "owner", "administrator"
TITLES = ("name", "subject", "number")  # the fields that title the standard objects
EVERY = frozenset(RIGHTS)


@dataclass(frozen=True)
class Persona:
    """Somebody with one role of his own; `sees` and `edits` tell what his scopes make of another's record."""

    name: str
    rights: frozenset[str] = EVERY
    read: str = "own"
    edit: str = "own"
    sees: bool = False
    edits: bool = False
    level: str = "edit"  # of every title
    team: str | None = None
    state: str = "in"  # or what ends or narrows his way in
    role: str | None = None  # a role of the product instead of his own

    @property
    def grants(self) -> dict[str, Any]:
        """What his role grants, as it is kept."""
        fields = {} if self.level == "edit" else dict.fromkeys(TITLES, self.level)
        one = {"rights": sorted(self.rights), "read": self.read, "edit": self.edit}
        return {"*": {**one, "fields": fields}}

    @property
    def is_let_in(self) -> bool:
        return self.state in ("in", "looking", "no_csrf", "token")

    @property
    def may_write(self) -> bool:
        return self.state in ("in", "token")

    @property
    def reads_titles(self) -> bool:
        return self.level in ("read", "edit")


def everywhere(name: str, **more: Any) -> Persona:
    """Somebody whose scopes reach every record."""
    usual: dict[str, Any] = {"read": "all", "edit": "all", "sees": True, "edits": True}
    return Persona(name, **usual | more)


PERSONAS: tuple[Persona, ...] = (
    Persona(OWNER, sees=True, edits=True, team="east one"),
    everywhere(ADMIN, role="administrator"),
    everywhere("full"),
    Persona("nobody at all", rights=frozenset(), read="none", edit="none"),
    Persona("reader of nothing", rights=frozenset({"read"}), read="none", edit="none"),
    Persona("stranger", team="west"),
    Persona("colleague", read="team", edit="own", sees=True, team="east one"),
    Persona("other team", read="team", edit="team", team="west"),
    Persona("chief above", read="team_tree", edit="team_tree", sees=True, edits=True, team="east"),
    Persona("chief beside", read="team_tree", edit="team_tree", team="west"),
    Persona("of the territory", read="territory", edit="territory", sees=True, edits=True),
    Persona("of no territory", read="territory", edit="territory"),
    Persona("reads all", read="all", edit="own", sees=True),
    everywhere("titles hidden", level="hidden"),
    everywhere("titles masked", level="masked"),
    everywhere("titles to reveal", level="reveal"),
    everywhere("titles to read", level="read"),
    *(everywhere(f"without {right}", rights=EVERY - {right}) for right in RIGHTS),
    Persona("by a rule", sees=True),
    Persona("by a rule to edit", sees=True, edits=True),
    Persona("by a rule that is over"),
    Persona("by a rule that is off"),
    Persona("by hand", sees=True),
    Persona("by hand to edit", sees=True, edits=True),
    Persona("by hand once"),
    Persona("deputy", sees=True, edits=True),
    Persona("deputy once"),
    Persona("auditor", rights=frozenset(), read="none", edit="none", role="auditor"),
    everywhere("looking", state="looking", role="administrator"),
    everywhere("by token", state="token"),
    everywhere("without csrf", state="no_csrf"),
    everywhere("session ended", state="ended"),
    everywhere("session too old", state="too_old"),
    everywhere("token ended", state="token_ended"),
    everywhere("must change password", state="must_change"),
    everywhere("must set a second factor", state="must_set"),
    everywhere("switched off", state="off"),
    everywhere("no key", state="none"),
)
# Who asks of every object; of the chosen ones all do.
CORE = frozenset(
    (
        *(OWNER, ADMIN, "nobody at all", "stranger", "colleague", "titles hidden", "titles masked", "without csrf"),
        *(f"without {right}" for right in ("read", "create", "edit", "delete", "see_deleted", "purge")),
    )
)
