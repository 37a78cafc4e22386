"""Links to YouTube and YouTube Music."""

import re

from syncopate.providers.links import Link, Linked, LinkKind
from syncopate.providers.youtube.references import Kind, is_radio, wanted_of

_VIDEO = re.compile(r"[\w-]{11}", re.ASCII)
_CHANNEL = re.compile(r"UC[\w-]{22}", re.ASCII)
_PLAYERS = frozenset({"shorts", "embed", "live", "v"})


def read_link(link: Link) -> Linked | None:
    """Return what a link names: a list that is given along with a video is meant, unless it is a radio."""
    listed, video = link.query.get("list", ""), link.query.get("v", "")
    path = ("v", *link.path) if link.host == "youtu.be" else link.path
    match path:
        case ("watch" | "playlist",):
            return _of_list(listed) or _of_video(video)
        case (player, video_id, *_) if player in _PLAYERS:
            return _of_list(listed) or _of_video(video_id)
        case ("browse", browsed, *_):
            return _of_channel(browsed.removeprefix("MPLA")) or _of_list(browsed)
        case ("channel", channel, *_):
            return _of_channel(channel)
        case (handle, *_) if handle.startswith("@") and len(handle) > 1:
            return Linked(kind=LinkKind.ARTIST, reference=f"artist:{handle}")
    return None


def _of_list(listed: str) -> Linked | None:
    if is_radio(listed.removeprefix("VL")):
        return None
    wanted = wanted_of(listed)
    if wanted is None:
        return None
    kind = LinkKind.ALBUM if wanted.kind is Kind.ALBUM else LinkKind.PLAYLIST
    return Linked(kind=kind, reference=wanted.reference)


def _of_video(video: str) -> Linked | None:
    return Linked(kind=LinkKind.TRACK, reference=f"track:{video}") if _VIDEO.fullmatch(video) else None


def _of_channel(channel: str) -> Linked | None:
    return (
        Linked(kind=LinkKind.ARTIST, reference=f"artist:{channel}") if _CHANNEL.fullmatch(channel) else None
    )
