"""From the start of the process to the first answered page, against the same libraries and a hello."""

import os
import subprocess
import sys

from bench.databases import own_folder
from bench.harness import in_turn

OURS = """
import os
from config import Config
from tracker import create_app
app = create_app(Config.from_environment(os.environ))
assert app.test_client().get("/sign-in").status_code == 200
"""
HELLO = """
import flask, flask_sqlalchemy_lite, sqlalchemy.orm, alembic.command, flask_wtf, wtforms, flask_security
import flask_limiter, flask_babel, cryptography.hazmat.primitives.ciphers.aead, structlog, holidays
import prometheus_client, argon2, itsdangerous
app = flask.Flask("hello")
app.get("/sign-in")(lambda: "hello")
assert app.test_client().get("/sign-in").status_code == 200
"""


def run(report):
    environment = os.environ | {"TRACKER_DATA_DIR": str(own_folder())}
    subprocess.run(
        [sys.executable, "-c", "from tracker.cli import main; main(['init-db'])"],
        env=environment, check=True, capture_output=True,
    )  # fmt: skip

    def process(code):
        def work():
            subprocess.run(
                [sys.executable, "-c", code], env=environment, check=True, capture_output=True
            )

        return lambda _number: work

    ratios, took = in_turn(process(OURS), process(HELLO))
    report.ratio("start of the process to the first answered page", 2, ratios, took)
