"""What the parties of an application are called."""

from registration.core.languages import N_
from registration.parties.supplements import Standing

WHO: dict[str, str] = {
    "applicant": N_("Applicant"),
    "guardian": N_("Parent or guardian"),
    "institution": N_("Institution"),
    "referee": N_("Referee"),
    "accepted": N_("Applicant, after acceptance"),
}
MISSING: dict[str, str] = {
    "guardian": N_("The guardian's part is missing."),
    "institution": N_("The institution's part is missing."),
    "referee": N_("The referee's part is missing."),
}
STANDING_WORDS: dict[str, str] = {
    Standing.OWED: N_("Asked for, not sent yet"),
    Standing.OVERDUE: N_("Overdue"),
    Standing.SENT: N_("Has been sent"),
    Standing.LATE: N_("Was sent late"),
}
