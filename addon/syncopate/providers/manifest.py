"""What a provider says of itself: import-light data, read without importing its code or an account."""

from dataclasses import dataclass, field
from enum import StrEnum

from syncopate.domain.ids import IdKind
from syncopate.domain.target import TargetKind
from syncopate.domain.watch import WatchRules

__all__ = [
    "Capability",
    "FieldKind",
    "IdKind",
    "LoginKind",
    "LoginMethod",
    "Manifest",
    "RateLimit",
    "SettingField",
    "TargetKind",
]


class Capability(StrEnum):
    """What a provider can do. The value is the name of the module that does it."""

    PLAYLISTS = "playlists"
    PLAYLIST_TARGET = "playlist_target"
    LIBRARY = "library"
    WATCHING = "watching"
    SCROBBLING = "scrobbling"
    LISTENING = "listening"
    HOOKS = "hooks"
    SECTIONS = "sections"
    TITLE_IDS = "title_ids"
    DOWNLOADS = "downloads"
    METADATA = "metadata"
    RECENT = "recent"
    RELEASES = "releases"


class FieldKind(StrEnum):
    """How a settings field is asked for and stored. SECRET is encrypted at rest and never given back."""

    TEXT = "text"
    SECRET = "secret"  # noqa: S105 -- the name of a kind
    FOLDER = "folder"
    URL = "url"
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingField:
    """One field of an account's form."""

    name: str
    label: str
    help: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    default: str | None = None
    choices: tuple[str, ...] = ()


VERIFY_TLS = SettingField(
    name="verify_tls",
    label="Check the certificate",
    help="Turn it off only for a server of your own whose certificate nobody has signed.",
    kind=FieldKind.SWITCH,
    required=False,
    default="true",
)
"""For servers that people have at home."""


class LoginKind(StrEnum):
    """How an account is logged in: not at all, by a form of settings, or in steps (see `Manifest.logins`)."""

    NONE = "none"
    SETTINGS = "settings"
    BROWSER = "browser"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginMethod:
    """One way to log in, its fields asked for at its beginning."""

    name: str
    label: str
    help: str
    fields: tuple[SettingField, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """At most `requests` in `seconds`, `concurrency` at a time."""

    requests: int
    seconds: float
    concurrency: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A provider's declaration. `needs_account` False: usable without one (files).

    `logins` are the ways to log in where `login` is BROWSER, the best first. `target_kinds` are what
    mirrors can be kept as; `shows_description`, `shows_cover`: playlists there have them; `serves_users`:
    playlists can belong to any of the server's users; `keeps_duplicates`: a track can stand in one twice;
    `has_covers`: its library is `Pictured`;
    `link_hosts`: hosts whose links its `links.py` reads, `short_hosts`: hosts that only send on to those;
    `raw_titles`: its entries have what somebody typed as a title, to be identified first;
    `remembers`: its answers are remembered for long, until they are refreshed (its source is `Refreshable`);
    `counts_by_address`: it counts requests by where they come from: all its accounts have one pace;
    `renews_tokens`: its login is a token that is used up and renewed;
    `cover_hosts`: hosts that its covers lie on, also on those below them; `open_shelves`: it has shelves
    for whoever has no login there, `open_catalogue`: it can be searched by them;
    `identity`: the settings that say which server and whose login it is, as far as it is known; `one_of`:
    those that no two logins have all alike;
    `recording_ids`: what its catalogue calls recordings by, None where it has no ids of its own for them;
    `knows_isrc`: it can be asked for a recording by its ISRC, and is asked before those that cannot what an
    entry is; `catalogue_place`: where it stands among the catalogues of which the first that answers counts,
    the lowest first: the services people have logins of, then those that need none, then all others;
    `links_taken`: other tools take its links, so they are looked for for what is missing;
    `links_recordings`: the kinds of ids by which it tells what a recording is called in other catalogues (it
    is `Linking`); `knows_aliases`: it tells what else artists are called (it is `Aliasing`);
    `reads_set_ups`: its `set_up.py` understands files of other tools that say what they kept in step;
    `hook_help`: where an address is entered at its server, to which that sends what happens (HOOKS).
    """

    domain: str
    name: str
    summary: str
    capabilities: frozenset[Capability]
    fields: tuple[SettingField, ...] = ()
    login: LoginKind = LoginKind.NONE
    logins: tuple[LoginMethod, ...] = ()
    target_kinds: frozenset[TargetKind] = frozenset()
    shows_description: bool = False
    shows_cover: bool = False
    serves_users: bool = False
    keeps_duplicates: bool = True
    identity: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    has_covers: bool = False
    link_hosts: frozenset[str] = frozenset()
    short_hosts: frozenset[str] = frozenset()
    cover_hosts: frozenset[str] = frozenset()
    open_shelves: bool = False
    open_catalogue: bool = False
    recording_ids: IdKind | None = None
    knows_isrc: bool = False
    catalogue_place: int = 100
    links_taken: bool = False
    links_recordings: frozenset[IdKind] = frozenset()
    knows_aliases: bool = False
    watch: WatchRules | None = None
    watch_batch: int = 1
    reads_set_ups: bool = False
    keeps_files: bool = False
    raw_titles: bool = False
    remembers: bool = False
    renews_tokens: bool = False
    counts_by_address: bool = False
    needs_account: bool = True
    rate_limit: RateLimit | None = None
    internal: bool = False
    reference_help: str = field(default="")
    hook_help: str = ""
