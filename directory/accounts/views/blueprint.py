"""One blueprint for all pages of this feature."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
