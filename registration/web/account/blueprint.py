"""The blueprint that all pages about one's own account belong to."""

from flask import Blueprint

blueprint = Blueprint("account", __name__)
