"""What raw answers become, in tables."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import AudioFormat, Track
from syncopate.errors import (
    InvalidInput,
    LoginLacksRights,
    LoginRejected,
    NotFound,
    OddAnswer,
    SyncopateError,
    Unreachable,
)
from syncopate.providers.subsonic.addresses import candidates
from syncopate.providers.subsonic.answers import Refusal, envelope, error_of
from syncopate.providers.subsonic.comments import comment, description_of, mark_of, unfinished
from syncopate.providers.subsonic.credentials import Credentials
from syncopate.providers.subsonic.parse import AlbumFacts, album_facts, indexed_track, many, moment

MARK = "5b0c8c9e-6a53-4d8e-9d0f-1d8a1f0e2b11"
RECORDING, RELEASE = "8f3471b5-7e6a-48da-86a9-c1c07a0f47ae", "1f3471b5-7e6a-48da-86a9-c1c07a0f47ae"


def song(**more: Any) -> dict[str, Any]:
    return {"id": "s1", "isDir": False, "title": "Song", "artist": "Somebody", **more}


def track(on: AlbumFacts | None = None, /, **more: Any) -> Track:
    found = indexed_track(song(**more), on, "It")
    assert found is not None
    return found.track


def test_a_song_of_navidrome() -> None:
    album = album_facts(
        {
            "id": "al1",
            "songCount": 9,
            "musicBrainzId": RELEASE,
            "releaseTypes": ["Album", "Live"],
            "artist": "X",
        },
        "It",
    )
    found = track(
        album,
        album="Album",
        artist="Anna • Bert",
        artists=[{"id": "1", "name": "Anna"}, {"id": "2", "name": "Bert"}],
        displayAlbumArtist="Anna",
        track=3,
        discNumber=2,
        year=1999,
        genre="Rock",
        genres=[{"name": "Rock"}, {"name": "Pop"}],
        duration=200,
        size=123,
        suffix="flac",
        bitRate=900,
        samplingRate=44100,
        bitDepth=16,
        path="/music/a.flac",
        albumId="al1",
        created="2023-02-20T14:45:00.123456789Z",
        musicBrainzId=RECORDING.upper(),
        isrc=["DEA120300001", "not one"],
    )
    assert found == Track(
        key="s1",
        title="Song",
        artists=("Anna", "Bert"),
        album="Album",
        album_artist="Anna",
        duration=timedelta(seconds=200),
        disc=2,
        number=3,
        year=1999,
        release_type="album; live",
        genres=("Rock", "Pop"),
        album_key="al1",
        added_at=datetime(2023, 2, 20, 14, 45, 0, 123456, tzinfo=UTC),
        ids=frozenset(
            {
                ExternalId(IdKind.MB_RECORDING, RECORDING),
                ExternalId(IdKind.MB_RELEASE, RELEASE),
                ExternalId(IdKind.ISRC, "DEA120300001"),
            }
        ),
        path="/music/a.flac",
        size=123,
        format=AudioFormat(codec="flac", bitrate=900, sample_rate=44100, bit_depth=16, lossless=True),
    )


def test_a_bare_song() -> None:
    assert track() == Track(key="s1", title="Song", artists=("Somebody",))
    assert track(id=17, title="  ", path="a/b/03 Name.mp3").key == "17"
    assert track(title="", path="a\\b\\03 Name.mp3").title == "03 Name"
    zeros = {"track": 0, "year": 0, "duration": 0, "size": -1, "discNumber": 0, "bitRate": 0, "genre": ""}
    assert track(**zeros, created="0001-01-01T00:00:00Z", isrc=[], artists=[]) == track()
    odd = {"track": "three", "year": True, "duration": None, "genres": "Rock", "created": "soon", "path": 5.5}
    assert track(**odd) == track()


@pytest.mark.parametrize(
    ("given", "artists", "album_artist"),
    [
        ({"artist": "[Unknown Artist]"}, (), None),
        ({"artist": "[unknown]", "displayAlbumArtist": "Band"}, ("Band",), "Band"),
        ({"artist": None, "displayArtist": "D"}, ("D",), None),
        ({"artists": [{"name": "A"}, {"name": "A"}, {"name": "B"}]}, ("A", "B"), None),
    ],
)
def test_who_plays_it(given: dict[str, Any], artists: tuple[str, ...], album_artist: str | None) -> None:
    found = track(**given)
    assert (found.artists, found.album_artist) == (artists, album_artist)


def test_the_album_says_whose_it_is_where_the_song_does_not() -> None:
    album = AlbumFacts(key="al1", count=1, artist="Band")
    assert track(album).album_artist == "Band"
    assert track(album, displayAlbumArtist="Other").album_artist == "Other"
    assert track(album, album="[non-album tracks]").album is None


@pytest.mark.parametrize(
    ("given", "codec", "lossless", "depth"),
    [
        ({"suffix": "MP3", "bitDepth": 16}, "mp3", False, None),
        ({"suffix": "m4a"}, "aac", False, None),
        ({"suffix": "m4a", "contentType": "audio/alac", "bitDepth": 24}, "alac", True, 24),
        ({"suffix": "ogg"}, "vorbis", False, None),
        ({"suffix": "opus"}, "opus", False, None),
        ({"path": "a/b.wv", "bitDepth": 24}, "wavpack", True, 24),
        ({"suffix": "flac", "bitDepth": 24}, "flac", True, 24),
    ],
)
def test_formats(given: dict[str, Any], codec: str, *, lossless: bool, depth: int | None) -> None:
    assert track(**given).format == AudioFormat(codec=codec, lossless=lossless, bit_depth=depth)


def test_what_is_no_song() -> None:
    assert track(path="no/extension/here").format is None
    assert indexed_track(song(isDir=True), None, "It") is None
    assert indexed_track(song(isVideo=True), None, "It") is None
    for raw in ({"title": "No id"}, {"id": None}, {"id": {}}):
        with pytest.raises(OddAnswer):
            indexed_track(raw, None, "It")
        with pytest.raises(OddAnswer):
            album_facts(raw, "It")


def test_lists_of_old_servers() -> None:
    assert many({"song": {"id": "1"}}, "song") == [{"id": "1"}]
    assert many({"song": [{"id": "1"}, None, 3]}, "song") == [{"id": "1"}]
    assert many({"song": ""}, "song") == many({}, "song") == []
    assert moment({"at": "2026-01-02T03:04:05"}, "at") == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        "",
        {},
        {"subsonic-response": None},
        {"subsonic-response": {}},
        {"subsonic-response": {"status": "maybe"}},
        {"status": "ok"},
    ],
)
def test_what_is_no_envelope(answer: object) -> None:
    with pytest.raises(OddAnswer):
        envelope(answer, "It")


def test_envelopes() -> None:
    good = envelope({"subsonic-response": {"status": "ok", "version": "1.16.1", "openSubsonic": True}}, "It")
    assert (good.version, good.open, good.product, good.refusal) == ("1.16.1", True, "", None)
    bad = {"status": "failed", "error": {"code": 40, "message": "no"}}
    assert envelope({"subsonic-response": bad}, "It").refusal == Refusal(40, "no")
    assert envelope({"subsonic-response": {"status": "failed"}}, "It").refusal == Refusal(0)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (0, Unreachable, "It refuses this: some words"),
        (10, Unreachable, "It refuses this: some words"),
        (20, Unreachable, "It speaks a newer protocol than Syncopate does."),
        (30, Unreachable, "It is too old: it does not speak the protocol asked for."),
        (40, LoginRejected, "It refuses user or password."),
        (41, LoginRejected, "It takes no tokens for this user: sign in again to send the password itself."),
        (42, LoginRejected, "It does not take this way to sign in."),
        (43, LoginRejected, "It does not take this way to sign in."),
        (44, LoginRejected, "It does not know this API key."),
        (50, LoginLacksRights, "It takes the login, but does not let it do this."),
        (60, LoginLacksRights, "The trial period of It is over."),
        (70, NotFound, "It has no such thing."),
        (99, Unreachable, "It refuses this: some words"),
    ],
)
def test_what_refusals_mean(code: int, kind: type[SyncopateError], words: str) -> None:
    error = error_of(Refusal(code, "some words"), "It", ())
    assert (type(error), error.detail) == (kind, words)


def test_no_refusal_tells_a_secret() -> None:
    login = Credentials(user="u", password="hunter2")
    for message in ("wrong p=hunter2", "p=enc:" + b"hunter2".hex().upper(), "a\x00b"):
        error = error_of(Refusal(0, message), "It", login.secrets)
        assert error.detail == "It refuses this without a reason."
    assert len(error_of(Refusal(0, "x" * 5000), "It", ()).detail) < 250


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("http://nas:4533", ["http://nas:4533"]),
        (" http://nas:4533/ ", ["http://nas:4533"]),
        ("http://nas:4533/rest", ["http://nas:4533"]),
        ("https://nas/music/rest/", ["https://nas/music"]),
        ("https://nas/music/rest/ping.view?u=a&p=b", ["https://nas/music"]),
        ("https://nas/music/", ["https://nas/music"]),
        ("http://nas:4533/app/#/login", ["http://nas:4533"]),
        ("nas:4533", ["https://nas:4533", "http://nas:4533"]),
        ("music.example.com/sub/", ["https://music.example.com/sub", "http://music.example.com/sub"]),
        ("HTTP://Nas/forest", ["http://nas/forest"]),
    ],
)
def test_addresses_as_typed(typed: str, found: list[str]) -> None:
    assert list(candidates(typed)) == found


@pytest.mark.parametrize("typed", ["", "   ", "ftp://nas", "http://", "http://nas:notaport", "://"])
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        candidates(typed)
    assert refused.value.placeholders == {"field": "url"}


@pytest.mark.parametrize(
    "description", [None, "", "  ", "One line", "Two\nlines", "Kept by Syncopate · for ever"]
)
def test_marks_in_comments(description: str | None) -> None:
    said = comment(description, MARK)
    assert mark_of("Any name", said) == MARK
    assert description_of(said) == ((description or "").strip() or None)
    assert said.splitlines()[-1] == f"Kept by Syncopate · {MARK}"
    assert mark_of("Any name", " ".join(said.split())) == MARK
    assert description_of(description or "") == ((description or "").strip() or None)


def test_marks_in_names() -> None:
    assert mark_of(unfinished("Evening", MARK), "") == MARK
    assert mark_of("Evening", "") is None
    assert mark_of("Evening · later", "Kept by hand") is None


def test_tokens_are_others_every_time() -> None:
    login = Credentials(user="u", password="sesame")
    first, second = dict(login.pairs()), dict(login.pairs())
    assert first["s"] != second["s"]
    assert first["t"] != second["t"]
    assert "sesame" not in json.dumps(first) + repr(login)
    assert dict(Credentials(user="u", password="sesame", itself=True).pairs())["p"] == "enc:736573616d65"
    assert Credentials(api_key="k").pairs() == [("apiKey", "k")]
