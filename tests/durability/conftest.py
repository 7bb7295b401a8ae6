"""The service to kill, on each database."""

import pytest

from tests.durability.service import Service


@pytest.fixture
def service(fresh_url, key_file, make_act, tmp_path):
    made = Service(fresh_url, key_file, tmp_path, make_act)
    yield made
    made.hang_up()
