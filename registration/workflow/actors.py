"""Who acts: the applicant, somebody of the staff, or the system itself."""

from dataclasses import dataclass

from registration.staff.models import StaffMember


@dataclass(frozen=True)
class Actor:
    """Who makes a transition."""

    kind: str
    staff_id: int | None = None

    @property
    def label(self) -> str:
        """How audit entries name the actor: ``applicant``, ``staff:3`` or ``system``."""
        return self.kind if self.staff_id is None else f"{self.kind}:{self.staff_id}"


APPLICANT = Actor("applicant")
SYSTEM = Actor("system")


def staff_actor(member: StaffMember) -> Actor:
    """The staff member as the one who acts."""
    return Actor("staff", member.id)
