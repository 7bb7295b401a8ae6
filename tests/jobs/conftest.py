"""An installation as the scheduler has it, on a database where everything really commits."""

import pytest

from tests.jobs.crowd import opened


@pytest.fixture
def service(fresh_url, fresh_engine, key_file, tmp_path):
    return opened(fresh_url, key_file, tmp_path, fresh_engine)
