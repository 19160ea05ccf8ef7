"""The application, for the web server and the flask command."""

from registration import create_app

application = create_app()
