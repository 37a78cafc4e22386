"""The fake Discogs gives releases of the shape that was recorded, and we read those that were."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from contract.plain_client import PlainClient
from contract.shared_data import recorded_path
from fakes.discogs.model import artist, heading, index, track
from fakes.discogs.server import Discogs

RELEASES = ("1503102", "8604223", "9218307", "11578434", "16004480")
NOT_THERE = {"community", "extraartists", "labels", "companies"}
"""What has more below it than anybody reads: the fake has the name alone."""


def folder() -> Path:
    return recorded_path("harmony_testdata") / "https!" / "com.discogs.api" / "releases"


def recorded() -> list[dict[str, Any]]:
    return [json.loads((folder() / key).read_text("utf-8")) for key in RELEASES]


def shape(value: Any, name: str = "") -> dict[str, set[str]]:
    """Return the kinds of value by the dotted names of all fields; those of lists stand together."""
    found: dict[str, set[str]] = {name: {type(value).__name__}}
    below: list[tuple[str, Any]] = []
    if isinstance(value, Mapping):
        below = [(f"{name}.{key}", each) for key, each in value.items() if key not in NOT_THERE]
    elif isinstance(value, list):
        below = [(f"{name}[]", each) for each in value]
    for key, each in below:
        for one, kinds in shape(each, key).items():
            found.setdefault(one, set()).update(kinds)
    return found


async def test_a_release_has_the_shape_of_those_recorded() -> None:
    real: dict[str, set[str]] = {}
    for one in recorded():
        for name, kinds in shape(one).items():
            real.setdefault(name, set()).update(kinds)
    fake = Discogs()
    made = fake.database.add(
        "T",
        [artist("A", join="&"), artist("B", anv="C")],
        [heading("h"), track("1", "x", artists=[artist("A")]), index("i", [track("2.1", "y")])],
        barcodes=["0 825646 493166"],
        master=5,
    )
    async with fake, PlainClient(fake.address, {"User-Agent": "Test/1.0"}) as client:
        answer = await client.ask("GET", f"/releases/{made.id}")
        gone = await client.ask("GET", "/releases/1")
    told = shape(answer.json)
    assert {name: kinds for name, kinds in told.items() if not kinds <= real.get(name, set())} == {}
    # What every recorded release has, the fake has as well.
    always = set.intersection(*(set(one) for one in recorded()))
    assert always - set(answer.json) == set()
    assert (gone.status, gone.json) == (404, {"message": "Release not found."})


@pytest.mark.parametrize("key", RELEASES)
def test_recorded_releases_are_read(key: str) -> None:
    # The engine's code is read in its own environment alone.
    parse = pytest.importorskip("syncopate.providers.discogs.parse")
    release = parse.release_of(json.loads((folder() / key).read_text("utf-8")))
    assert release.id == key
    entries = parse.entries_of(release)
    codes = sorted(one.value for one in release.ids if one.kind == "upc")
    spots = [(entry.disc, entry.number) for entry in entries]
    match key:
        case "1503102":
            assert (release.artists, release.year, codes) == (("Rick Astley",), 1987, [])
            assert spots == [(1, 1), (1, 2), (1, 3)]
            assert entries[0].duration.total_seconds() == 348
        case "8604223":
            assert [entry.title for entry in entries][4:6] == ["Sysyphus", "Grantchester Meadows"]
            assert spots == [(1, number) for number in range(1, 5)] + [(2, number) for number in range(1, 6)]
            assert (entries[4].artists, codes) == (("Richard Wright",), ["825646493166"])
        case "9218307":
            # Twice somebody has written the same place for two tracks.
            assert (len(spots), codes) == (len(set(spots)) + 2, ["190295950255"])
            assert all(disc and number for disc, number in spots)
            assert max(disc for disc, _ in spots) == 33
        case "11578434":
            assert (release.artists, len(entries)) == (("Enid Blyton", "Kate Winslet"), 76)
            assert (spots[0], spots[-1], codes) == ((1, 1), (13, 5), ["9338684000223"])
        case "16004480":
            assert (release.artists, release.year, codes) == ((), None, ["75992725620"])
            assert entries[1].artists == ("Rossini",)
