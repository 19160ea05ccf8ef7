"""An answer that always takes equally long, so that its time tells nothing."""

import time

from flask import after_this_request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

SECONDS = 0.3


def answer_evenly() -> None:
    """Hold this answer back until 0.3 seconds have passed.

    It waits after the commit, so nobody else waits for the database meanwhile.
    """
    until = time.monotonic() + SECONDS

    @after_this_request
    def wait(response: Response) -> ResponseReturnValue:
        time.sleep(max(0.0, until - time.monotonic()))
        return response
