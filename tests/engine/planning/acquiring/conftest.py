"""Offers as sources make them, and what the matcher says of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from syncopate.domain.choice import Judged
from syncopate.domain.download import Offer, Wanted, WantKind
from syncopate.domain.media import AudioFormat, Track
from syncopate.matching.offers import judge_offers

_LOSSLESS = {"flac", "alac", "wav"}

type Offered = Callable[..., Offer]


def _offer(path: str, seconds: float | None = None, **more: object) -> Offer:
    ending = path.rsplit(".", 1)[-1]
    codec = str(more.pop("codec", {"m4a": "aac"}.get(ending, ending)))
    rate = more.pop("rate", None if codec in _LOSSLESS else 320)
    depth = more.pop("depth", 16 if codec in _LOSSLESS else None)
    name = path.replace("\\", "/").rsplit("/", 1)
    peer = str(more.pop("peer", "somebody"))
    return Offer(
        key=f"{peer}|{path}",
        track=Track(
            key=path,
            title=name[-1].rsplit(".", 1)[0],
            duration=None if seconds is None else timedelta(seconds=seconds),
            path=path,
            size=more.pop("size", None),  # type: ignore[arg-type]
            format=AudioFormat(
                codec=codec,
                bitrate=rate,  # type: ignore[arg-type]
                bit_depth=depth,  # type: ignore[arg-type]
                lossless=codec in _LOSSLESS,
            ),
        ),
        folder=path[: -len(name[-1])],
        peer=peer,
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
def offered() -> Offered:
    """Make the offer of a path as a peer has it; its ending tells the codec."""
    return _offer


@pytest.fixture
def judged() -> Callable[..., tuple[Judged, ...]]:
    """Have the matcher judge offers for "Artist | Title | seconds | album"."""

    def make(song: str, *offers: Offer) -> tuple[Judged, ...]:
        artist, title, seconds, album = (*(part.strip() for part in song.split("|")), "", "")[:4]
        wanted = Wanted(
            kind=WantKind.TRACK,
            title=title,
            artists=(artist,),
            album=album or None,
            duration=timedelta(seconds=float(seconds)) if seconds else None,
        )
        return judge_offers(wanted, offers)

    return make
