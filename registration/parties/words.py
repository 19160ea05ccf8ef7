"""What the parties of an application are called."""

from registration.core.languages import N_

WHO: dict[str, str] = {
    "applicant": N_("Applicant"),
    "guardian": N_("Parent or guardian"),
    "institution": N_("Institution"),
    "referee": N_("Referee"),
}
MISSING: dict[str, str] = {
    "guardian": N_("The guardian's part is missing."),
    "institution": N_("The institution's part is missing."),
    "referee": N_("The referee's part is missing."),
}
