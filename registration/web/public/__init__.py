"""What everybody may read: the site of the partnership and its programmes."""

from registration.web.public import catalogue, draws, forms, news, pages, pictures
from registration.web.public.blueprint import blueprint

CHECKS_CSRF_ITSELF = (news.refuse_news,)

__all__ = [
    "CHECKS_CSRF_ITSELF",
    "blueprint",
    "catalogue",
    "draws",
    "forms",
    "news",
    "pages",
    "pictures",
]
