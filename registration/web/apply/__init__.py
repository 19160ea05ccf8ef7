"""What applicants use: fill in, check, send, and see how the application stands."""

from registration.web.apply import begin, fill, links, others, status, summary, supplement
from registration.web.apply.blueprint import blueprint

CHECKS_CSRF_ITSELF = (begin.begin, fill.save, supplement.save_supplement)

__all__ = [
    "CHECKS_CSRF_ITSELF",
    "begin",
    "blueprint",
    "fill",
    "links",
    "others",
    "status",
    "summary",
    "supplement",
]
