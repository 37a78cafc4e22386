"""Plex, in import-light data."""

from syncopate.domain.watch import Ending, Feature, Plays, TimeKind, WatchRules
from syncopate.providers.manifest import (
    VERIFY_TLS,
    Capability,
    FieldKind,
    LoginKind,
    LoginMethod,
    Manifest,
    RateLimit,
    SettingField,
    TargetKind,
)

_TOKEN = SettingField(
    name="token",
    label="Token",
    help="What plex.tv or your server takes as your login.",
    kind=FieldKind.SECRET,
)
_ADDRESS = SettingField(
    name="address",
    label="Address",
    help="Where the server is reached, e.g. http://192.168.1.5:32400; left empty, plex.tv tells it.",
    kind=FieldKind.URL,
    required=False,
)

MANIFEST = Manifest(
    domain="plex",
    name="Plex",
    summary="Films, shows and music on a Plex Media Server: what was seen, rated and is to be seen, "
    "kept playlists, collections and five-star tracks.",
    capabilities=frozenset(
        {
            Capability.LIBRARY,
            Capability.PLAYLIST_TARGET,
            Capability.WATCHING,
            Capability.LISTENING,
            Capability.HOOKS,
            Capability.SECTIONS,
        }
    ),
    fields=(
        _TOKEN,
        SettingField(
            name="server_token",
            label="Token of the server",
            help="What the server takes as your login; left empty, plex.tv tells it.",
            kind=FieldKind.SECRET,
            required=False,
        ),
        SettingField(
            name="client_identifier",
            label="Client identifier",
            help="What plex.tv knows this login by; signing in makes it.",
        ),
        SettingField(
            name="server",
            label="Server",
            help="The machine identifier of the server; signing in fills it in.",
        ),
        SettingField(
            name="user_id",
            label="User",
            help="What plex.tv knows you by; signing in fills it in.",
            required=False,
        ),
        _ADDRESS,
        VERIFY_TLS,
        SettingField(
            name="user_pins",
            label="PINs of users",
            help="To keep playlists for users of your Plex Home that have a PIN: Kim=1234, Otto=5678.",
            kind=FieldKind.SECRET,
            required=False,
        ),
    ),
    login=LoginKind.BROWSER,
    logins=(
        LoginMethod(
            name="pin",
            label="Sign in at plex.tv",
            help="A page of plex.tv opens, where you let Syncopate in.",
        ),
        LoginMethod(
            name="token",
            label="Enter a token",
            help="For a server that you reach without plex.tv, or a token that you have already.",
            fields=(_TOKEN, _ADDRESS, VERIFY_TLS),
        ),
    ),
    target_kinds=frozenset({TargetKind.PLAYLIST, TargetKind.COLLECTION, TargetKind.FAVOURITES}),
    shows_description=True,
    has_covers=True,
    shows_cover=True,
    serves_users=True,
    identity=("server", "user_id"),
    one_of=("server", "user_id"),
    watch=WatchRules(
        features=frozenset(
            {
                Feature.HISTORY,
                Feature.PROGRESS,
                Feature.RATINGS,
                Feature.WATCHLIST,
                Feature.LISTS,
            }
        ),
        plays=Plays.LAST,
        # What was played there, with its date; not what was marked.
        tells_each=True,
        closed=frozenset({Feature.HISTORY, Feature.PROGRESS, Feature.RATINGS, Feature.LISTS}),
        times=TimeKind.WALL_CLOCK,
        # What is marked as seen is seen now.
        writes_dates=False,
        # As servers are set unless somebody changes it.
        ending=Ending(share=0.9),
    ),
    watch_batch=25,
    hook_help="In Plex Web, in the settings of your account under Webhooks; the owner of the server needs a "
    "Plex Pass.",
    rate_limit=RateLimit(requests=100, seconds=1.0, concurrency=2),
)
