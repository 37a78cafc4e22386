"""What sites tell as offers, and why something was not fetched (pure)."""

import re
from collections.abc import Collection
from datetime import timedelta

from syncopate.domain.download import Offer, TransferFault
from syncopate.domain.ids import parse_link
from syncopate.domain.media import AudioFormat, Track
from syncopate.errors import LoginRejected, NotConfigured, RateLimited, Unreachable
from syncopate.providers._fetching.claims import claimed_format
from syncopate.providers._tracker.raw import Raw, text, whole

_NOISE = re.compile(
    r"\s*[(\[{|](?:[^()\[\]{}|]*\b)?(?:official|lyrics?|lyric video|music video|video ?clip|audio"
    r"|visuali[sz]er|hd|hq|4k|full album)\b[^()\[\]{}|]*[)\]}|]?",
    re.IGNORECASE,
)
_DASH = re.compile(r"\s+[-\u2010-\u2015|]\s+")
_TOPIC = " - Topic"
_CHANNEL = re.compile(r"\A(?:official\s+)|(?:\s*(?:official|vevo|music|channel|tv))\Z", re.IGNORECASE)
_LETTERS = re.compile(r"[\W_]+")
_LONGEST = 24 * 3600
_REASONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (NotConfigured.key, ("ffmpeg", "ffprobe")),
    (RateLimited.key, ("429", "too many requests")),
    (TransferFault.TOO_LARGE, ("larger than", "file too large", "errno 27")),
    (LoginRejected.key, ("sign in", "log in", "login required", "cookies", "not a bot")),
    (
        TransferFault.NOT_OFFERED,
        ("unavailable", "private", "removed", "not available", "404", "410", "no longer", "unsupported url"),
    ),
    (
        Unreachable.key,
        ("timed out", "connection", "unable to download", "http error 5", "refused", "resolve", "network"),
    ),
)
"""What words yt-dlp has for it, the first that fit count."""


def offer_of(raw: Raw, address: str, artists: Collection[str], codec: str) -> Offer | None:
    """Return what stands at an address as an offer, None for what is no recording.

    `artists` are who is looked for, `codec` what it will be fetched as, "" where that is as it is there.
    """
    if text(raw, "live_status") in {"is_live", "is_upcoming"} or not text(raw, "title"):
        return None
    artist, title = _named(raw, artists)
    seconds = raw.get("duration")
    known = isinstance(seconds, int | float) and 0 < seconds < _LONGEST
    link = parse_link(address)
    track = Track(
        key=address,
        title=title,
        artists=(artist,) if artist else (),
        album=text(raw, "album") or None,
        duration=timedelta(seconds=float(seconds)) if known and isinstance(seconds, int | float) else None,
        year=whole(raw, "release_year"),
        ids=frozenset() if link is None else frozenset({link}),
        path=text(raw, "title"),
        size=whole(raw, "filesize"),
        format=_claimed(raw, codec),
    )
    return Offer(key=address, track=track, folder=None, free_slot=True, queue=0)


def _named(raw: Raw, artists: Collection[str]) -> tuple[str, str]:
    """Return artist and title: as the site has them, else as the name says, else by whose channel it is."""
    several = raw.get("artists")
    listed = [str(each) for each in several] if isinstance(several, list) else []
    told, track = listed[0] if listed else text(raw, "artist"), text(raw, "track")
    if told and track:
        return told, track
    channel = text(raw, "channel") or text(raw, "uploader")
    said = _NOISE.sub(" ", text(raw, "title")).strip() or text(raw, "title")
    said = " ".join(said.split())
    if channel.endswith(_TOPIC):
        return channel.removesuffix(_TOPIC), said
    owner = _CHANNEL.sub("", channel).strip() or channel
    parts = [part.strip() for part in _DASH.split(said) if part.strip()]
    if len(parts) > 1:
        known = {_plain(each) for each in (*artists, owner)}
        if _plain(parts[0]) not in known and _plain(parts[-1]) in known:
            return parts[-1], " - ".join(parts[:-1])
        return parts[0], " - ".join(parts[1:])
    return told or owner, said


def _claimed(raw: Raw, codec: str) -> AudioFormat | None:
    rate, sample = raw.get("abr"), whole(raw, "asr")
    bitrate = round(rate) if isinstance(rate, int | float) and rate > 0 else None
    if codec:
        return claimed_format(codec, bitrate=bitrate, sample_rate=sample)
    told = text(raw, "acodec").partition(".")[0].replace("mp4a", "m4a").replace("vorbis", "ogg")
    known = claimed_format(told, bitrate=bitrate, sample_rate=sample)
    return known or claimed_format(text(raw, "ext"), bitrate=bitrate, sample_rate=sample)


def reason_of(said: str) -> str:
    """Return why something failed, as a TransferFault or the key of an error, by what yt-dlp says."""
    plain = said.casefold()
    found = (reason for reason, words in _REASONS if any(word in plain for word in words))
    return next(found, TransferFault.BROKE_OFF)


def _plain(name: str) -> str:
    return _LETTERS.sub("", name).casefold()
