"""Who acts: the applicant, another party, somebody of the staff, or the system itself."""

from dataclasses import dataclass

from registration.parties.models import Contribution
from registration.staff.models import StaffMember


@dataclass(frozen=True)
class Actor:
    """Who makes a transition."""

    kind: str
    staff_id: int | None = None

    @property
    def label(self) -> str:
        """How audit entries name the actor, e.g. ``applicant``, ``guardian`` or ``staff:3``."""
        return self.kind if self.staff_id is None else f"{self.kind}:{self.staff_id}"


APPLICANT = Actor("applicant")
SYSTEM = Actor("system")


def contributor(part: Contribution) -> Actor:
    """Whoever fills in a part as the one who acts: its party."""
    return Actor(part.party)


def staff_actor(member: StaffMember) -> Actor:
    """The staff member as the one who acts."""
    return Actor("staff", member.id)
