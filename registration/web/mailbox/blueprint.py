"""The blueprint that the catcher's pages hang on."""

from flask import Blueprint

blueprint = Blueprint("mailbox", __name__)
