"""The application, for the web server and the flask command."""

import gc

from registration import create_app

application = create_app()
gc.freeze()  # what is loaded now stays; collecting need not look through it again and again
