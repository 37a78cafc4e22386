"""What sites tell as artist and title, what settings mean, and why something fails."""

from datetime import timedelta
from typing import Any

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import AudioFormat
from syncopate.providers.ytdlp.options import extractors, is_link, is_ours, wishes_of
from syncopate.providers.ytdlp.parse import offer_of, reason_of

WATCH = "https://www.youtube.com/watch?v=bx1Bh8ZvH84"


def told(title: str, channel: str = "", **more: Any) -> dict[str, Any]:
    return {"id": "bx1Bh8ZvH84", "title": title, "channel": channel, "duration": 258.0, **more}


@pytest.mark.parametrize(
    ("title", "channel", "artist", "said"),
    [
        ("Oasis - Wonderwall (Official Video)", "OasisVEVO", "Oasis", "Wonderwall"),
        ("Oasis - Wonderwall (Official Video) [HD]", "Oasis", "Oasis", "Wonderwall"),
        ("Wonderwall (Remastered)", "Oasis - Topic", "Oasis", "Wonderwall (Remastered)"),
        ("Wonderwall", "Official Oasis", "Oasis", "Wonderwall"),
        ("Wonderwall", "OasisVEVO", "Oasis", "Wonderwall"),
        ("Wonderwall - Oasis", "lyrics4you", "Oasis", "Wonderwall"),
        (
            "Wonderwall (Live at Knebworth) | Official Audio",
            "Oasis",
            "Oasis",
            "Wonderwall (Live at Knebworth)",
        ),
        ("Oasis - Wonderwall - Live", "Fan", "Oasis", "Wonderwall - Live"),
        ("Wonderwall (Lyrics)", "", "", "Wonderwall"),
        ("[Official Video]", "Oasis", "Oasis", "[Official Video]"),
    ],
)
def test_names(title: str, channel: str, artist: str, said: str) -> None:
    offer = offer_of(told(title, channel), WATCH, ["Oasis"], "")
    assert offer is not None
    assert (offer.track.artists, offer.track.title) == ((artist,) if artist else (), said)
    assert offer.track.path == title


def test_what_the_site_says_itself_counts_first() -> None:
    raw = told(
        "x (Official Video)", "Label", track="Wonderwall", artists=["Oasis", "Noel"], album="Morning Glory"
    )
    offer = offer_of(
        raw | {"release_year": 1995, "abr": 129.5, "acodec": "opus", "asr": 48000}, WATCH, (), ""
    )
    assert offer is not None
    track = offer.track
    assert (track.artists, track.title, track.album, track.year) == (
        ("Oasis",),
        "Wonderwall",
        "Morning Glory",
        1995,
    )
    assert track.format == AudioFormat(codec="opus", bitrate=130, sample_rate=48000)
    assert track.duration == timedelta(seconds=258)
    assert track.ids == {ExternalId(IdKind.YOUTUBE, "bx1Bh8ZvH84")}


def test_streams_and_what_has_no_name_are_no_offers() -> None:
    assert offer_of(told("x", live_status="is_live"), WATCH, (), "") is None
    assert offer_of(told(""), WATCH, (), "") is None
    endless = offer_of(told("x", duration=None), WATCH, (), "mp3")
    assert endless is not None
    assert (endless.track.duration, endless.track.format) == (None, AudioFormat(codec="mp3"))


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("[youtube] x: Video unavailable", "no_longer_offered"),
        ("[youtube] x: Private video. Sign in if you've been granted access", "login_rejected"),
        ("[youtube] x: Sign in to confirm you're not a bot. Use --cookies", "login_rejected"),
        ("Unable to download webpage: HTTP Error 429: Too Many Requests", "rate_limited"),
        ("Unable to download webpage: HTTP Error 404: Not Found", "no_longer_offered"),
        ("Unable to download webpage: HTTP Error 503", "unreachable"),
        ("Postprocessing: ffprobe and ffmpeg not found.", "not_configured"),
        ("unable to write data: [Errno 27] File too large", "file_too_large"),
        ("Something else", "transfer_broke_off"),
    ],
)
def test_reasons(said: str, reason: str) -> None:
    assert reason_of(said) == reason


def test_settings() -> None:
    usual = wishes_of({})
    assert (usual.site, usual.format, usual.cookies, usual.delay) == ("youtube", "original", "", 3.0)
    assert (usual.largest, usual.converts) == (200_000_000, False)
    odd = wishes_of({"site": "napster", "format": "exe", "delay": "-1", "largest": "nan"})
    assert odd == usual
    asked = wishes_of({"site": "both", "format": "opus", "delay": "0,5", "largest": "50"})
    assert (asked.site, asked.converts, asked.delay, asked.largest) == ("both", True, 0.5, 50_000_000)
    assert wishes_of({"delay": "900", "largest": "1e9"}).delay == 60.0


def test_links() -> None:
    assert is_ours(WATCH)
    assert is_ours("https://artist.bandcamp.com/track/x")
    assert is_ours("http://ARCHIVE.org/details/x")
    assert not is_ours("https://notyoutube.com/x")
    assert is_link(" HTTPS://x")
    assert not is_link("x https://x")
    assert "generic" not in extractors(stand_in=False)
