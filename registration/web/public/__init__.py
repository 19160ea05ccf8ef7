"""What everybody may read: the site of the partnership and its programmes."""

from registration.web.public import catalogue, draws, forms, pages
from registration.web.public.blueprint import blueprint

__all__ = ["blueprint", "catalogue", "draws", "forms", "pages"]
