"""What a request needs, as the declarations of routes say it: whether a persona is to be let do it, and to read it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.attacks.matrix.personas import ADMIN, OWNER, Persona

AT_FIRST = ("/auth/", "/meta", "/health")  # open before the first steps are done
LENT = ("by a rule to edit", "by hand to edit", "deputy")  # what they have is another's, and not theirs to hand on
BY_RULES = ("sharing_rule", "territory")  # whoever writes them has to be allowed to write roles


@dataclass(frozen=True)
class Asked:
    """Who asks, and of what kind of object."""

    persona: Persona
    object: str = ""
    is_owned: bool = True
    has_title: bool = True  # that a person writes

    def may(self, *rights: str) -> bool:
        return set(rights) <= self.persona.rights

    @property
    def sees(self) -> bool:
        return self.persona.sees if self.is_owned else self.persona.read != "none"

    @property
    def edits(self) -> bool:
        return self.sees and (self.persona.edits if self.is_owned else self.persona.edit != "none")

    @property
    def may_decide(self) -> bool:
        """Whether he may write what gives rights, where it does."""
        return self.object not in BY_RULES or self.may("edit")

    @property
    def writes_title(self) -> bool:
        return self.persona.level == "edit" or not self.has_title

    @property
    def is_told(self) -> bool:
        """Whether the title of the record may stand in an answer."""
        return self.persona.reads_titles and self.may("read") and self.sees


Holds = Callable[[Asked], bool]


@dataclass(frozen=True)
class Need:
    """`holds` for who is let do it; `reads` where a session that only looks is let too; `is_public` for everybody."""

    holds: Holds
    reads: bool = False
    is_public: bool = False

    def is_met(self, asked: Asked, method: str, path: str) -> bool:
        """Whether the request is to succeed: past the door, and for what it asks."""
        persona = asked.persona
        if persona.state == "no_csrf" and method != "GET":
            return False
        if self.is_public:
            return True
        if not (persona.is_let_in or (persona.state.startswith("must_") and path.startswith(AT_FIRST))):
            return False
        if not self.reads and persona.state == "looking":
            return False
        return self.holds(asked)


def reads_record(asked: Asked) -> bool:
    return asked.sees and asked.may("read")


def has_sent_it(asked: Asked) -> bool:
    """Whoever asks has given the word himself."""
    return True


def is_owner(asked: Asked) -> bool:
    return asked.persona.name == OWNER


def owns(asked: Asked) -> bool:
    return asked.persona.name in (OWNER, ADMIN)


PUBLIC = Need(lambda asked: True, reads=True, is_public=True)
ANYBODY = Need(lambda asked: True, reads=True)
ANYBODY_WRITES = Need(lambda asked: True)
OWNERS = Need(is_owner)
OWNERS_READ = Need(is_owner, reads=True)
OWNERS_OR_ADMIN = Need(owns)
OWNERS_OR_ADMIN_READ = Need(owns, reads=True)
ADMINS = Need(lambda asked: asked.persona.name == ADMIN)
ADMINS_READ = Need(lambda asked: asked.persona.name == ADMIN, reads=True)
AUDITORS_READ = Need(lambda asked: asked.persona.name in (ADMIN, "auditor"), reads=True)


def reading(*rights: str) -> Need:
    """The record itself, read."""
    return Need(lambda asked: asked.sees and asked.may("read", *rights), reads=True)


def noting(*rights: str) -> Need:
    """Something of one's own beside a record that one reads."""
    return Need(lambda asked: asked.sees and asked.may("read", *rights))


def writing(*rights: str) -> Need:
    """The record itself, changed, be it read or not."""
    return Need(lambda asked: asked.edits and asked.may(*rights) and asked.may_decide)


def handing_on(*rights: str) -> Need:
    """The record, given to others by who has it of his own."""
    return Need(lambda asked: asked.edits and asked.may(*rights) and asked.persona.name not in LENT)


def asking(*rights: str) -> Need:
    """The object, of which the answer holds what one sees."""
    return Need(lambda asked: asked.may(*rights), reads=True)


def asking_to_write(*rights: str) -> Need:
    """The object, of which one changes what one may."""
    return Need(lambda asked: asked.may(*rights))


def making(*rights: str) -> Need:
    """A new record, which refers to those of the owner where it has to."""
    return Need(lambda asked: asked.writes_title and asked.may(*rights) and asked.may_decide)


OFFICERS = Need(lambda asked: asked.may("read", "edit") and asked.persona.read != "none")
OFFICERS_READ = Need(OFFICERS.holds, reads=True)


def deciding(*rights: str) -> Need:
    """What belongs to rights themselves."""
    return Need(lambda asked: asked.may("edit", *rights), reads=True)
