"""What an applicant is told about a question, and who at the desk may read the answer."""

from registration.core.languages import N_

PURPOSES = {
    "selection": N_("to choose who takes part"),
    "programme": N_("to prepare and hold the programme"),
    "travel": N_("for journey and visa"),
    "safety": N_("for health and safety"),
    "evaluation": N_("for statistics without names"),
}
VIEWERS = {  # the roles of ``staff.models.RoleName``
    "reviewer": N_("the reviewers"),
    "coordinator": N_("the coordinators"),
    "administrator": N_("the administrators"),
}
EVERYBODY = frozenset(VIEWERS)
