"""Exports as links at another service, and by the names that entries were found to have."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.deezer.server import Deezer
from syncopate.domain.export import ExportFormat
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.errors import InvalidInput
from syncopate.store import entries, identities
from syncopate.store.identities import Identity
from syncopate.store.mirrors import Mirror
from syncopate.sync.exporting import ExportRequest, export_mirror, find_counterparts, link_services
from syncopate.sync.saving import change_export

if TYPE_CHECKING:
    from conftest import Household

SPOTIFY = ExternalId(IdKind.SPOTIFY, "4uLU6hMCjMI75M1A2tKUQC")
ISRC = ExternalId(IdKind.ISRC, "GBAYE9700117")
LINK = f"https://open.spotify.com/track/{SPOTIFY.value}"
SWAPPED = ("Blur", "Song 2")
"""Title and artist as somebody typed them: the wrong way round."""


async def known(
    household: Household,
    mirror: Mirror,
    catalogue: str,
    *ids: ExternalId,
    hand: bool = False,
    **more: Verdict,
) -> None:
    """Let the first entry be known as a recording, or only perhaps."""
    first = (await household.kit.database.read(entries.load, mirror.id))[0]
    verdict = more.get("verdict", Verdict.MATCH)
    track = Track(key="x", title="Song 2", artists=("Blur",), ids=frozenset(ids))
    identity = Identity(
        identity=first.identity,
        catalogue=catalogue,
        verdict=verdict,
        reason="agrees",
        label=first.entry.label,
        found=track if verdict is Verdict.MATCH else None,
        candidates=() if verdict is Verdict.MATCH else (track,),
        by_hand=hand,
        checked_at=household.kit.now(),
    )
    await household.kit.database.write(identities.put, (identity,))


async def lines(household: Household, mirror: Mirror, **asked: object) -> Sequence[str]:
    request = ExportRequest(**asked)  # type: ignore[arg-type] # a test's shorthand
    return (await export_mirror(household.kit, mirror.id, request)).text.splitlines()


async def test_links_stand_one_a_line_and_what_has_none_is_told(household: Household) -> None:
    mirror = await household.mirror(rows=(SWAPPED, ("Nowhere", "Nobody")))
    await known(household, mirror, "spotify", SPOTIFY, ISRC)
    asked = ExportRequest(format=ExportFormat.TXT, links="spotify")
    made = await export_mirror(household.kit, mirror.id, asked)
    assert (made.filename, made.media_type, made.entries, made.linked) == ("Evening.txt", "text/plain", 2, 1)
    assert made.text.splitlines() == [
        "# Evening: 1 of 2 at Spotify",
        LINK,
        "# not found: Nobody - Nowhere",
    ]
    assert (await lines(household, mirror, format=ExportFormat.TXT, links="tidal"))[1].startswith(
        "# not found: "
    )


async def test_other_formats_have_the_link_and_the_isrc(household: Household) -> None:
    mirror = await household.mirror(rows=(SWAPPED, ("Nowhere", "Nobody")))
    await known(household, mirror, "spotify", SPOTIFY, ISRC)
    await known(household, mirror, "tidal", ExternalId(IdKind.TIDAL, "77"))
    header, first, _ = await lines(household, mirror, format=ExportFormat.CSV, links="tidal")
    row = dict(zip(header.split(","), first.split(","), strict=True))
    assert (row["isrc"], row["link"]) == (ISRC.value, "https://tidal.com/browse/track/77")
    text = "".join(await lines(household, mirror, format=ExportFormat.XSPF, links="spotify"))
    assert f"<info>{LINK}</info>" in text
    told = json.loads("".join(await lines(household, mirror, format=ExportFormat.JSPF, links="spotify")))
    assert [track.get("info") for track in told["playlist"]["track"]] == [LINK, None]


async def test_entries_are_called_as_they_were_found_to_be(household: Household) -> None:
    household.song("Blur/Song 2.flac", title="Song 2", artist="Blur")
    await household.library()
    mirror = await household.mirror(rows=(SWAPPED,))
    await known(household, mirror, "deezer", verdict=Verdict.REVIEW)
    assert "Song 2 - Blur" in "\n".join(
        await lines(household, mirror, format=ExportFormat.TXT, links="tidal")
    )
    await known(household, mirror, "deezer")
    await household.sync(mirror)
    assert any(line.endswith(",Blur - Song 2") for line in await lines(household, mirror))
    header, first = await lines(household, mirror, format=ExportFormat.CSV)
    row = dict(zip(header.split(","), first.split(","), strict=True))
    assert (row["title"], row["artists"]) == ("Song 2", "Blur")


async def test_what_was_said_by_hand_comes_first(household: Household) -> None:
    mirror = await household.mirror(rows=(SWAPPED,))
    other = ExternalId(IdKind.ISRC, "GBAYE9700118")
    await known(household, mirror, "deezer", other)
    await known(household, mirror, "tidal", ISRC, hand=True)
    header, first = await lines(household, mirror, format=ExportFormat.CSV)
    assert dict(zip(header.split(","), first.split(","), strict=True))["isrc"] == ISRC.value


async def test_what_does_not_go_together_is_refused(household: Household) -> None:
    mirror = await household.mirror(rows=(SWAPPED,))
    for asked, field in (
        (ExportRequest(format=ExportFormat.TXT), "links"),
        (ExportRequest(format=ExportFormat.M3U8, links="spotify"), "format"),
        (ExportRequest(format=ExportFormat.CSV, links="lastfm"), "links"),
    ):
        with pytest.raises(InvalidInput) as refused:
            await export_mirror(household.kit, mirror.id, asked)
        assert refused.value.placeholders["field"] == field
    with pytest.raises(InvalidInput):
        await change_export(household.kit, mirror.id, ExportFormat.TXT)
    assert {"spotify", "tidal", "deezer", "apple_music", "qobuz", "youtube"} <= {
        each.domain for each in link_services()
    }


async def test_what_has_no_link_is_looked_for_when_that_is_asked(household: Household) -> None:
    async with Deezer() as deezer:
        track = deezer.music.add_album("Blur", "Blur", ["Song 2"]).tracks[0]
        endpoints = {"api.deezer.com": deezer.address, "*": "http://127.0.0.1:9"}
        household.kit = replace(household.kit, endpoints=endpoints)
        mirror = await household.mirror(rows=(SWAPPED, ("Nowhere", "Nobody")))
        request = ExportRequest(format=ExportFormat.TXT, links="deezer")
        assert (await export_mirror(household.kit, mirror.id, request)).linked == 0
        assert deezer.wire.journal == [], "an export asks nobody by itself"
        found = await find_counterparts(household.kit, mirror.id, "deezer")
        assert (found.found, found.missing) == (1, 1)
        made = await export_mirror(household.kit, mirror.id, request)
        assert made.text.splitlines()[1] == f"https://www.deezer.com/track/{track}"
        await household.kit.connections.close()
