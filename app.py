"""The application, for the web server and the flask command."""

import gc
import sys

from registration import create_app

application = create_app()
gc.freeze()  # what is loaded now stays; collecting need not look through it again and again
# A thread that comes back from the database waits this long for one that draws a page, not five
# milliseconds, which is longer than a page takes.
sys.setswitchinterval(0.0005)
