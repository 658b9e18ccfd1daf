"""What a directory's people become here when they are compared: who goes, who follows in what, and who stays."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from guanxi.engine.signon.ldap.entries import Found
from guanxi.engine.signon.people import LONGEST_NAME, is_address, next_roles

MOST_GOING: Final = 5  # one of so many; more is rather a fault of a setting than the truth
SHOWN: Final = 500
GONE, OFF = "gone", "off"


@dataclass(frozen=True, slots=True)
class Here:
    """A user who came from the directory, as he is here; `is_mighty` may do everything."""

    id: UUID
    subject: str
    name: str
    email: str
    roles: Sequence[str]
    is_mighty: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What else the plan needs: the rows of the table whose roles are there, those of roles that may do everything,
    addresses and names that others have, in small letters, and how many who came otherwise may do everything."""

    rows: Sequence[Mapping[str, str]]
    mighty_roles: Set[str]
    taken: Set[str]
    mighty_elsewhere: int


@dataclass(slots=True)
class Plan:
    """`going` are the ids with the reason, `following` the values that change, `kept` those who may not all go."""

    people: int
    known: Sequence[Here]
    going: dict[UUID, str] = field(default_factory=dict[UUID, str])
    following: dict[UUID, dict[str, Any]] = field(default_factory=dict[UUID, dict[str, Any]])
    kept: set[UUID] = field(default_factory=set[UUID])

    @property
    def is_doubtful(self) -> bool:
        """True where more than a fifth would go."""
        return len(self.going) * MOST_GOING > len(self.known)

    def shown(self) -> dict[str, Any]:
        """What an administrator reads, at most 500 of each."""
        called = {each.id: each.name for each in self.known}
        going = [{"id": str(each), "name": called[each], "reason": reason} for each, reason in self.going.items()]
        following = [
            {"id": str(each), "name": called[each], "fields": sorted(values)} for each, values in self.following.items()
        ]
        kept = [{"id": str(each), "name": called[each]} for each in sorted(self.kept)]
        counts = {"people": self.people, "known": len(self.known), "going": len(going), "following": len(following)}
        lists = {"going": going[:SHOWN], "following": following[:SHOWN], "kept": kept[:SHOWN]}
        return {"counts": counts, "is_doubtful": self.is_doubtful, **lists}


def plan_for(people: Sequence[Found], known: Sequence[Here], around: Around) -> Plan:
    """The plan for users who are known, from everybody whom the directory tells of now."""
    by_subject = {each.person.subject: each for each in people}
    plan = Plan(len(people), known)
    for user in known:
        found = by_subject.get(user.subject)
        if found is None or found.is_off:
            plan.going[user.id] = OFF if found else GONE
        elif values := _values(user, found, around):
            plan.following[user.id] = values
    _keep_the_last(plan, around)
    return plan


def _values(user: Here, found: Found, around: Around) -> dict[str, Any]:
    """What changes of a user; who may do everything keeps his name and address, which are ways in."""
    values: dict[str, Any] = {}
    roles = next_roles(user.roles, around.rows, found.person.groups)
    if roles != list(user.roles):
        values["roles"] = roles
    if user.is_mighty:
        return values
    name, email = found.person.name[:LONGEST_NAME], found.person.email
    if name and name != user.name:
        values["name"] = name
    if email.lower() != user.email.lower() and email.lower() not in around.taken and is_address(email):
        values["email"] = email
    return values


def _keep_the_last(plan: Plan, around: Around) -> None:
    """Leaves those alone who may do everything where nobody would be left who may."""
    mighty = {user.id for user in plan.known if user.is_mighty}
    lose = {
        user.id for user in plan.known
        if user.is_mighty and not around.mighty_roles & set(plan.following.get(user.id, {}).get("roles", user.roles))
    }  # fmt: skip
    if around.mighty_elsewhere or mighty - (lose | plan.going.keys()):
        return
    plan.kept = mighty & (lose | plan.going.keys())
    for user_id in plan.kept:
        plan.going.pop(user_id, None)
        plan.following.pop(user_id, None)
