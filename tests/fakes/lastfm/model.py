"""What Last.fm holds, and how it writes it down."""

from dataclasses import dataclass, field
from typing import Any

STAR = "https://lastfm.freetls.fastly.net/i/u/300x300/2a96cbd8b46e442fc41c2b86b821562f.png"

MESSAGES = {
    3: "Invalid Method - No method with that name in this package",
    6: "Invalid parameters - Your request is missing a required parameter",
    8: "Operation failed - Most likely the backend service failed. Please try again.",
    10: "Invalid API key - You must be granted a valid key by last.fm",
    11: "Service Offline - This service is temporarily offline. Try again later.",
    16: "The service is temporarily unavailable, please try again.",
    17: "Login: User required to be logged in",
    26: "Suspended API key - Access for your account has been suspended, please contact Last.fm",
    29: "Rate Limit Exceeded - Your IP has made too many requests in a short period, exceeding our API limits",
}
STATUSES = {3: 400, 6: 400, 8: 500, 10: 403, 11: 503, 16: 503, 17: 403, 26: 403, 29: 429}


class Refusal(Exception):
    """An answer that says why it is none; `status` is the one it is sent with."""

    def __init__(self, code: int, message: str = "", status: int | None = None) -> None:
        self.code = code
        self.message = message or MESSAGES[code]
        self.status = STATUSES[code] if status is None else status
        super().__init__(self.message)


@dataclass(slots=True)
class LastfmTrack:
    """A track; `seconds` 0 where Last.fm does not know, `loved` a time in seconds of Unix."""

    title: str
    artist: str
    seconds: int = 0
    mbid: str = ""
    loved: int = 0


@dataclass(slots=True)
class LastfmAlbum:
    """An album and its tracks."""

    title: str
    artist: str
    tracks: list[LastfmTrack] = field(default_factory=list)
    cover: str = STAR


@dataclass(slots=True)
class LastfmUser:
    """A user; `top` are the tracks played most in each period. `hidden`: nobody else is shown them."""

    name: str
    loved: list[LastfmTrack] = field(default_factory=list)
    top: dict[str, list[LastfmTrack]] = field(default_factory=dict)
    hidden: bool = False


def pictures(address: str = STAR) -> list[dict[str, str]]:
    """Write pictures in their sizes, the largest last."""
    return [{"size": size, "#text": address} for size in ("small", "medium", "large", "extralarge")]


def named(name: str) -> dict[str, str]:
    """Write an artist."""
    return {"name": name, "mbid": "", "url": f"https://www.last.fm/music/{name.replace(' ', '+')}"}


def shown(track: LastfmTrack, rank: int | None = None, *, numbers: bool = False) -> dict[str, Any]:
    """Write a track of a list; `numbers`: durations are numbers there, elsewhere texts."""
    said: dict[str, Any] = {
        "name": track.title,
        "mbid": track.mbid,
        "url": f"https://www.last.fm/music/{track.artist}/_/{track.title}",
        "streamable": {"#text": "0", "fulltrack": "0"},
        "artist": named(track.artist),
        "image": pictures(),
        "duration": track.seconds if numbers else str(track.seconds),
    }
    if rank is not None:
        said["@attr"] = {"rank": rank if numbers else str(rank)}
    return said


def loved(track: LastfmTrack) -> dict[str, Any]:
    """Write a loved track, which has no duration and a date."""
    said = shown(track)
    del said["duration"]
    return said | {"date": {"uts": str(track.loved), "#text": "14 Mar 2024, 20:11"}}


def one_or_many(items: list[dict[str, Any]]) -> Any:
    """Write a list as Last.fm does that makes its JSON out of XML: one thing stands there alone."""
    return items[0] if len(items) == 1 else items
