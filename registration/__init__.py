"""The registration system of a city-partnership office; ``create_app`` puts its parts together."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from registration.commands import register_commands
from registration.core.db import db, unit_of_work
from registration.core.logging import set_up_logging
from registration.core.settings import settings
from registration.mail.smtp import mail
from registration.web import account, apply, desk, mailbox, party, public
from registration.web.shared import access, errors, headers, inputs, locale, pages

ROOT = Path(__file__).parent.parent
YEAR_SECONDS = 365 * 24 * 60 * 60
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

migrate = Migrate(compare_type=True, render_as_batch=True)
csrf = CSRFProtect()


class Registration(Flask):
    """The application. A request is one unit of work: answering commits, raising rolls back."""

    def get_send_file_max_age(self, filename: str | None) -> int | None:  # noqa: ARG002  # Flask passes it
        """A year where the address names the content; other scripts are asked for again."""
        return YEAR_SECONDS if "v" in request.args else None

    def dispatch_request(self, *args: Any, **kwargs: Any) -> ResponseReturnValue:
        """Check that this person may, call the view, commit; GET and HEAD never change a row."""
        with unit_of_work(writes=request.method not in SAFE_METHODS):
            if request.routing_exception is None:
                refused = access.check(self.view_functions[request.endpoint or ""])
                if refused is not None:
                    return refused
            return super().dispatch_request(*args, **kwargs)


def create_app(overrides: Mapping[str, Any] | None = None) -> Registration:
    """The application, configured by the environment and then by ``overrides``.

    Raises:
        config.Nonsense: a setting has no sensible value.
    """
    app = Registration(
        __name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    app.config.from_mapping(config.load(overrides=overrides))
    _fill_settings(app)
    set_up_logging(app.config["LOG_LEVEL"])
    if app.config["PROXY_HOPS"]:
        hops = app.config["PROXY_HOPS"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # the documented way to wrap
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    mail.init_app(app)
    csrf.init_app(app)
    for part in (inputs, locale, headers, errors, pages):
        part.init_app(app)
    for audience in (public, apply, party, account, desk):
        app.register_blueprint(audience.blueprint, url_prefix="/<any(de,en,zh):language>")
    if app.config["MAIL_CATCHER_FOLDER"]:
        app.register_blueprint(mailbox.blueprint, url_prefix="/<any(de,en,zh):language>")
    app.add_url_rule("/health", "health", public.pages.health)
    app.add_url_rule(public.forms.PATH, "form_schema", public.forms.schema)
    app.add_url_rule(public.pictures.PATH, "picture", public.pictures.picture)
    for audience in (public, apply, party):
        for view in audience.CHECKS_CSRF_ITSELF:
            csrf.exempt(view)
    register_commands(app)
    access.refuse_views_without_rule(app)
    return app


def _fill_settings(app: Flask) -> None:
    settings.public_url = app.config["PUBLIC_URL"].rstrip("/")
    settings.secret_keys = (app.config["SECRET_KEY"], *app.config["SECRET_KEY_FALLBACKS"])
    settings.storage_folder = Path(app.config["STORAGE_FOLDER"])
    settings.mail_sender = app.config["MAIL_SENDER"]
    settings.mail_sender_name = app.config["MAIL_SENDER_NAME"]
    settings.mail_return_path = app.config["MAIL_RETURN_PATH"]
    settings.mail_attachment_mb = app.config["MAIL_ATTACHMENT_MB"]
    settings.mail_attachments_mb = app.config["MAIL_ATTACHMENTS_MB"]
    settings.submit_grace_minutes = app.config["SUBMIT_GRACE_MINUTES"]
    settings.undo_minutes = app.config["UNDO_MINUTES"]
    settings.export_rows_at_once = app.config["EXPORT_ROWS_AT_ONCE"]
    settings.export_days = app.config["EXPORT_DAYS"]
    settings.pdf_font = app.config["PDF_FONT"]
    settings.template_folder = ROOT / "templates"
    settings.translation_folder = ROOT / "translations"
