"""Who acts: a person, a program with a token, or the product itself."""

from dataclasses import dataclass
from uuid import UUID

from guanxi.kernel.scopes import Scopes


@dataclass(frozen=True, slots=True)
class Principal:
    """The one on whose behalf something is read or written.

    `team_ids` are the teams that the person belongs to, `team_tree_ids` these and all below them. `is_system` is the
    product itself: it may everything, and nobody can sign in as it. The keys are what records are shared by, as the
    text of an array, empty where there are none: what any of `read_keys` opens may be read, and likewise the others;
    `territory_keys` count where a role reaches as far as territories. `acts_for` are those absent whom the person
    stands in for. With a `viewer_id` somebody else looks through this one's eyes, and nothing may be written.
    `scopes` are what a program may use of all this; None is everything.
    """

    user_id: UUID
    name: str
    roles: frozenset[str] = frozenset()
    primary_team_id: UUID | None = None
    team_ids: tuple[UUID, ...] = ()
    team_tree_ids: tuple[UUID, ...] = ()
    language: str = "en"
    time_zone: str = "UTC"
    is_system: bool = False
    must_change_password: bool = False
    read_keys: str = ""
    edit_keys: str = ""
    territory_keys: str = ""
    acts_for: tuple[UUID, ...] = ()
    viewer_id: UUID | None = None
    must_set_second_factor: bool = False
    must_verify_email: bool = False
    scopes: Scopes = None

    @property
    def doer_id(self) -> UUID:
        """Who does what is done: the person himself, or whoever looks through his eyes."""
        return self.viewer_id or self.user_id

    @property
    def owes(self) -> str:
        """What has to be done before anything else, by the code that says so; empty for nothing."""
        owed = {
            "must_change_password": self.must_change_password,
            "must_set_second_factor": self.must_set_second_factor,
            "must_verify_email": self.must_verify_email,
        }
        return next((code for code, holds in owed.items() if holds), "")


SYSTEM_ID = UUID(int=0)
STRANGER_ID = UUID(int=1)  # who tried to come in, in the log: nobody that is known


def system(language: str = "en") -> Principal:
    return Principal(user_id=SYSTEM_ID, name="Guanxi", language=language, is_system=True)
