"""The blueprint that the applicants' pages hang on."""

from flask import Blueprint

blueprint = Blueprint("apply", __name__)
