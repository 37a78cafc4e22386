"""Addresses as people write them."""

import pytest

from custom_components.syncopate.address import InvalidAddress, read_address


@pytest.mark.parametrize(
    ("host", "port", "ssl", "read"),
    [
        ("engine", 9030, False, ("engine", 9030, False)),
        (" engine.local ", 9030, True, ("engine.local", 9030, True)),
        ("engine:8080", 9030, False, ("engine", 8080, False)),
        ("https://engine", 443, False, ("engine", 443, True)),
        ("http://engine:80/", 9030, True, ("engine", 80, False)),
        ("192.168.1.2", 9030, False, ("192.168.1.2", 9030, False)),
        ("fd00::5", 9030, False, ("fd00::5", 9030, False)),
        ("http://[fd00::5]:1", 9030, False, ("fd00::5", 1, False)),
    ],
)
def test_read(host: str, port: int, ssl: bool, read: tuple[str, int, bool]) -> None:
    address = read_address({"host": host, "port": port, "ssl": ssl, "api_key": "k"})
    assert (address["host"], address["port"], address["ssl"]) == read
    assert address["api_key"] == "k"


@pytest.mark.parametrize(
    "host",
    ["", "http://", "engine/x", "http://engine?x=1", "http://engine#x", "a@b", "ftp://engine", "engine:port"],
)
def test_refused(host: str) -> None:
    with pytest.raises(InvalidAddress):
        read_address({"host": host, "port": 9030})
