"""What sources, and what they have to offer, are called on the pages."""

from collections.abc import Mapping, Sequence

from syncopate.domain.playlist import LeftOut, Unfit, counted
from syncopate.domain.run import ItemStatus, JobName
from syncopate.providers.browsing import ShelfKind
from syncopate.providers.links import LinkKind
from syncopate.sync.recent import RECENT_LABEL
from syncopate.web.texts import N_

KINDS: Mapping[str, str] = {
    LinkKind.PLAYLIST: N_("Playlist"),
    LinkKind.ALBUM: N_("Album"),
    LinkKind.TRACK: N_("Track"),
    LinkKind.ARTIST: N_("Artist"),
    LinkKind.USER: N_("Profile"),
    LinkKind.SHELF: N_("Several lists"),
}

NOT_ADDED: Mapping[str, str] = {
    LinkKind.TRACK: N_("This is a single track: only playlists and albums are mirrored."),
    LinkKind.ARTIST: N_("This is an artist: the albums can be mirrored, each for itself."),
    LinkKind.USER: N_("This is a profile: what it shows can be mirrored, each playlist for itself."),
    LinkKind.SHELF: N_("This page holds several lists: each can be mirrored for itself."),
}
"""What is said of a link that names nothing that is added as it is."""

UNFIT: Mapping[str, str] = {
    Unfit.PODCAST: N_("of a podcast or book: only music is mirrored"),
    Unfit.VIDEO: N_("a video: only tracks are mirrored"),
    Unfit.UNAVAILABLE: N_("not available there any more, or hidden"),
    Unfit.UNTITLED: N_("without a title to look for"),
}
"""Why something in a source's playlist is no entry."""

SIGNS: Mapping[str, str] = {
    ShelfKind.PLAYLISTS: "playlists",
    ShelfKind.ALBUMS: "disc",
    ShelfKind.ARTISTS: "person",
    ShelfKind.ARTIST: "person",
    ShelfKind.CHARTS: "tiles",
}

_SHELVES = frozenset(
    {
        N_("Albums"),
        N_("Artists"),
        N_("Charts"),
        N_("Collection"),
        N_("Featured"),
        N_("Genres"),
        N_("Loved and most played"),
        N_("Playlists"),
        N_("Top 100 Releases"),
        N_("Top tags"),
        N_("Wantlist"),
    }
)
"""What our own code calls shelves. All other names are the services'."""


_RECENT = N_("Recently played")
"""What our own code labels: `RECENT_LABEL` is kept with the playlist, in English."""

IN_HISTORY: Mapping[str, str] = {
    JobName.IDENTIFY_PLAYLISTS: N_("titles were looked for"),
    JobName.REFRESH_PLAYLISTS: N_("its source was read"),
}
"""What a run did of a playlist that did not sync it, where it went well."""


def left_out_by_why(left_out: Sequence[LeftOut]) -> Mapping[str, int]:
    """Return how many were left out for each reason that there is."""
    return {why.value: number for why, number in counted(left_out).items()}


def is_our_label(label: str | None) -> bool:
    """Tell whether a label is one that can be translated, not one that somebody typed."""
    return label == RECENT_LABEL


def in_history(job: str, status: str) -> str:
    """Return what is said of a playlist in a run, "" where that is just how it ended."""
    return IN_HISTORY.get(job, "") if status == ItemStatus.SYNCED else ""


def is_ours(name: str) -> bool:
    """Tell whether the name of a shelf is one that can be translated."""
    return name in _SHELVES
