"""The application of these tests has the probe pages too."""

import pytest

from tests.web.conftest import wired
from tests.web.foundation.probes import probes


@pytest.fixture(scope="session")
def wired_app(web_config):
    return wired(web_config, probes)
