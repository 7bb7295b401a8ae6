"""An installation as the scheduler has it, on a database where everything really commits."""

import pytest

from tests.jobs.crowd import opened
from tracker.adapters import logs


@pytest.fixture
def service(fresh_url, fresh_engine, key_file, tmp_path):
    logs.configure()
    return opened(fresh_url, key_file, tmp_path, fresh_engine)
