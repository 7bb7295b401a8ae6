"""Serve again and again, each time as a process of its own, without waiting for the imports.

For every line that comes in, `tracker serve` is forked off, its process id is said, and once it
is gone (it is killed from outside) that is said too.
"""

import os
import sys

from config import Config
from tracker import create_app
from tracker.cli import main
from tracker.jobs import serving


def again_and_again():
    create_app(Config.from_environment(os.environ))  # so that all it imports is there
    assert serving
    for _line in sys.stdin:
        child = os.fork()
        if not child:
            _serve()
        print(child, flush=True)
        os.waitpid(child, 0)
        print("gone", flush=True)


def _serve():
    try:
        main(["serve"])
    finally:
        os._exit(1)  # never back into the loop


if __name__ == "__main__":
    again_and_again()
