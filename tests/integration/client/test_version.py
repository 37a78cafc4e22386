"""Which engines this client understands."""

import pytest
from fake_engine import INFO

from custom_components.syncopate.client.decode import decode
from custom_components.syncopate.client.errors import EngineIncompatible
from custom_components.syncopate.client.models import Info
from custom_components.syncopate.client.version import API_VERSION, check_version


def info(api: int, least: int) -> Info:
    return decode(Info, INFO | {"api_version": api, "min_api_version": least})


@pytest.mark.parametrize(("api", "least"), [(0, 0), (3, 0), (0, -1)])
def test_fits(api: int, least: int) -> None:
    check_version(info(API_VERSION + max(api, 0), API_VERSION + least))


@pytest.mark.parametrize(("api", "least", "engine_is_older"), [(-1, -1, True), (3, 2, False)])
def test_does_not_fit(api: int, least: int, engine_is_older: bool) -> None:
    with pytest.raises(EngineIncompatible) as caught:
        check_version(info(API_VERSION + api, API_VERSION + least))
    assert caught.value.engine_is_older is engine_is_older
    assert "0.1.0" in str(caught.value)
