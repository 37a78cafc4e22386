"""What a media server has besides tracks: sections, users, and ids that players understand."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a server that can be a library, e.g. Plex's "Music". `folders` are where its files lie."""

    key: str
    name: str
    tracks: int | None = None
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerUser:
    """Somebody the server knows. `protected`: a PIN has to be given to act as this user.

    `own`: it is the one the account is logged in as.
    """

    key: str
    name: str
    admin: bool = False
    protected: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayId:
    """What a media player of Home Assistant takes to play it.

    The player's integration, content id and type.
    """

    player: str
    media_content_id: str
    media_content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A cover as its server gave it, with its media type, e.g. image/png."""

    content: bytes
    content_type: str
