"""The blueprint that the pages for other parties hang on."""

from flask import Blueprint

blueprint = Blueprint("party", __name__)
