"""Pages and answers that are odd: what is of another kind than told is not there."""

import json
from datetime import timedelta
from typing import Any

import pytest
from syncopate.errors import OddAnswer
from syncopate.providers.apple_music import parse, parse_page
from syncopate.providers.apple_music.page import data_in, things_in

SONG = {"title": "T", "artistName": "A", "duration": 1500, "contentDescriptor": {"kind": "song"}}


def page(*sections: Any, linked: Any = None, attributes: str = 'id="serialized-server-data"') -> str:
    told = json.dumps([{"data": {"sections": list(sections)}}])
    more = "" if linked is None else f"<script type='application/ld+json'>{json.dumps(linked)}</script>"
    return f"<!DOCTYPE html><html><body><script {attributes}>{told}</script>{more}</body></html>"


def section(*items: Any, kind: str = "trackLockup", **more: Any) -> dict[str, Any]:
    return {"itemKind": kind, "items": list(items), **more}


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<html><script>var x = 1;</script></html>",
        page(),
        page(section()),
        page(section({"artistName": "A"}, {"title": ""}, "text", None)),
        page(section(SONG, kind="squareLockup")),
        page(section(SONG), attributes='id="other"'),
        page(section(SONG, containerContentDescriptor={"identifiers": {"storeAdamID": "pl.other"}})),
        page(linked={"@type": "MusicAlbum", "track": [{"name": "T"}]}),
        page(linked={"@type": "MusicPlaylist", "name": "P", "numTracks": 4}),
        '<script id="serialized-server-data">{"data": [</script>',
        '<script id="serialized-server-data">[[[[[',
        '<script id="serialized-server-data">' + "[" * 100_000 + "</script>",
    ],
)
def test_pages_that_tell_nothing(html: str) -> None:
    with pytest.raises(OddAnswer):
        parse_page.playlist(html, "pl.x")


def test_sections_are_found_wherever_they_lie() -> None:
    head = section({"title": "P", "trackCount": 3, "subtitle": "Otto"}, kind="containerDetailHeaderLockup")
    own = {"containerContentDescriptor": {"identifiers": {"storeAdamID": "pl.x"}}}
    deep = {"tabs": [{"inside": {"a": head, "b": section(SONG, **own)}}, section(SONG)]}
    found = parse_page.playlist(page(deep), "pl.x")
    assert (found.name, found.owner, found.count, found.shown) == ("P", "Otto", 3, 2)
    assert [(one.position, one.title, one.artists) for one in found.found.entries] == [
        (0, "T", ("A",)),
        (1, "T", ("A",)),
    ]
    assert found.found.entries[0].duration == timedelta(milliseconds=1500)


def test_what_has_no_title_is_not_taken_for_shown() -> None:
    found = parse_page.playlist(page(section(SONG, {"artistName": "A"})), "pl.x")
    assert (found.shown, len(found.found.entries), found.count, found.name) == (1, 1, None, None)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://music.apple.com/us/album/x/5?i=77&l=en", "77"),
        ("https://music.apple.com/us/song/x/78", "78"),
        ("https://music.apple.com/us/song/79", "79"),
        ("https://music.apple.com/us/album/x/5", None),
        (5, None),
    ],
)
def test_ids_in_links(url: Any, key: str | None) -> None:
    odd = {**SONG, "contentDescriptor": {"identifiers": {"storeAdamID": None}, "url": url}}
    (entry,) = parse_page.playlist(page(section(odd)), "pl.x").found.entries
    assert [one.value for one in entry.ids] == ([] if key is None else [key])


def test_the_second_way_in_its_forms() -> None:
    recording = {
        "@type": ["MusicRecording"],
        "name": "T",
        "duration": "PT1H2M3.5S",
        "byArtist": [{"name": "A"}, {"name": "B"}, {"name": "A"}],
        "inAlbum": {"name": "Record"},
    }
    listed = {"@type": "MusicPlaylist", "name": "P", "image": {"url": "https://c/1.jpg"}}
    listed["track"] = {
        "itemListElement": [{"item": recording}, {"item": {"@type": "VideoObject", "name": "V"}}]
    }
    found = parse_page.playlist(page(linked={"@graph": [{"@type": "WebPage"}, listed]}), "pl.x")
    (entry,) = found.found.entries
    assert (found.name, found.shown, found.cover_url) == ("P", 2, "https://c/1.jpg")
    assert (entry.artists, entry.album, entry.duration) == (("A", "B"), "Record", timedelta(seconds=3723))
    recording["duration"], recording["byArtist"] = "three minutes", {"name": "C"}
    (entry,) = parse_page.playlist(page(linked=listed), "pl.x").found.entries
    assert (entry.artists, entry.duration) == (("C",), None)


def test_the_way_that_shows_more_is_taken() -> None:
    tracks = [{"name": f"T{at}"} for at in range(3)]
    linked = {"@type": "MusicPlaylist", "name": "Other name", "numTracks": 3, "track": tracks}
    head = section({"title": "P"}, kind="containerDetailHeaderLockup")
    found = parse_page.playlist(page(head, section(SONG), linked=linked), "pl.x")
    assert (found.name, found.count, [one.title for one in found.found.entries]) == (
        "P",
        3,
        ["T0", "T1", "T2"],
    )


def test_data_is_read_as_it_is_written() -> None:
    told = {"a": "<b>&amp;</b>", "b": "<!-- <script> -->"}
    data, linked = data_in(
        f'<script ID="serialized-server-data" nonce>{json.dumps(told)}</script><p>&amp;</p>'
    )
    assert (data, linked) == ([told], [])
    assert list(things_in([{"x": [{"y": 1}]}, 5, "z"])) == [{"x": [{"y": 1}]}, {"y": 1}]


@pytest.mark.parametrize(
    "answer", [None, [], {}, {"errorMessage": "x"}, {"results": "x"}, {"resultCount": 2, "results": []}]
)
def test_no_answer_of_the_api(answer: Any) -> None:
    with pytest.raises(OddAnswer):
        parse.results(answer)


def test_little_is_enough() -> None:
    (entry,) = parse.entries(
        [{"wrapperType": "track", "trackName": "T", "trackTimeMillis": "x"}, {"trackName": "U"}]
    )
    assert (entry.title, entry.artists, entry.duration, entry.ids) == ("T", (), None, frozenset())
    assert parse.track({"wrapperType": "track", "trackName": "T"}) is None
    assert parse.source_album({"wrapperType": "track", "collectionName": "A"}, []) is None
