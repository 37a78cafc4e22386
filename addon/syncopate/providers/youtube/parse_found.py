"""What a search finds, whose account it is, where an address leads, as our values."""

from syncopate.domain.album import SourceAlbum
from syncopate.domain.media import Track
from syncopate.errors import OddAnswer
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.youtube import answers
from syncopate.providers.youtube.raw import Raw, duration, inside, names, picture, text, video_ids, year
from syncopate.providers.youtube.reading import WHAT
from syncopate.providers.youtube.references import Kind, Wanted

_PAGE = "https://music.youtube.com"


def track(raw: Raw) -> Track | None:
    """Return a song that was found."""
    title, key = text(raw.get("title")), text(raw.get("videoId"))
    if title is None or key is None:
        return None
    return Track(
        key=key,
        title=title,
        artists=names(raw.get("artists")),
        album=text(inside(raw, "album").get("name")),
        duration=duration(raw),
        ids=video_ids(key),
    )


def source_album(raw: Raw) -> SourceAlbum | None:
    """Return an album that was found."""
    title = text(raw.get("title"))
    return (
        None if title is None else SourceAlbum(title=title, artists=names(raw.get("artists")), year=year(raw))
    )


def found(raw: Raw, kind: FoundKind) -> Found | None:
    """Return a hit of a search. An artist is a shelf, and nothing to be read."""
    title = text(raw.get("artist" if kind is FoundKind.ARTIST else "title"))
    key = text(raw.get("videoId" if kind is FoundKind.TRACK else "browseId"))
    if title is None or key is None:
        return None
    match kind:
        case FoundKind.TRACK:
            page = f"{_PAGE}/watch?v={key}"
        case FoundKind.ALBUM:
            page = f"{_PAGE}/browse/{key}"
        case _:
            page = f"{_PAGE}/channel/{key}"
    return Found(
        kind=kind,
        title=title,
        artists=() if kind is FoundKind.ARTIST else names(raw.get("artists")),
        album=text(inside(raw, "album").get("name")),
        year=year(raw),
        duration=duration(raw),
        cover_url=picture(raw),
        url=page,
        reference=Wanted(Kind.ALBUM, key).reference if kind is FoundKind.ALBUM else None,
        ids=video_ids(key) if kind is FoundKind.TRACK else frozenset(),
    )


def account(raw: Raw) -> tuple[str, str]:
    """Return an account's handle, or its name where it has none, and its name."""
    name = text(raw.get("accountName"))
    if name is None:
        raise OddAnswer(account=WHAT)
    return text(raw.get("channelHandle")) or name, name


def resolved(raw: Raw) -> str:
    """Return the channel that an address leads to. Raises SourceGone where it leads to none."""
    channel = text(inside(inside(raw, "endpoint"), "browseEndpoint").get("browseId"))
    if channel is None or not channel.startswith("UC"):
        raise answers.gone()
    return channel
