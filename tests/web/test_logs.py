"""Logs are JSON lines that name what happened, never whom it concerns."""

import json
import subprocess
import sys

from tests.databases import KEY

A_REQUEST_FAILS = """
import sys
from registration import create_app
from registration.web.shared import access

def broken():
    email = "ann@stadt.example"
    raise ValueError(email)

app = create_app({"DATABASE_URL": sys.argv[1], "SECRET_KEY": sys.argv[2]})
app.add_url_rule("/en/broken", "broken", access.public(broken))
assert app.test_client().get("/en/broken?name=Beispielova").status_code == 500
"""


def test_a_request_that_fails_is_logged_without_its_values(database_url):
    command = [sys.executable, "-c", A_REQUEST_FAILS, database_url, KEY]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    [line] = done.stderr.splitlines()
    entry = json.loads(line)
    assert (entry["event"], entry["error"]) == ("request_failed", "ValueError")
    assert entry["exception"][0]["frames"]
    assert "ann@stadt.example" not in line
    assert "Beispielova" not in line
