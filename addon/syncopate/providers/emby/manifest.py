"""An Emby server: its libraries, playlists, favourites, and what its users have seen."""

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

LIMIT = RateLimit(requests=40, seconds=1.0, concurrency=2)
"""Polite to a server on a NAS, on which people are listening meanwhile."""

_FEATURES = frozenset({Feature.HISTORY, Feature.PROGRESS, Feature.WATCHLIST, Feature.LISTS})
"""Ratings are told, but nothing says that a number can be written."""

WATCH = WatchRules(
    features=_FEATURES,
    plays=Plays.LAST,
    closed=_FEATURES,
    times=TimeKind.SESSION_START,
    writes_dates=True,
    clears_on_rewatch=True,
    ending=Ending(share=0.9),
)
"""The end is where the server's own settings have it unless somebody changes them."""

_URL = SettingField(
    name="url",
    label="Address",
    help="As in the browser, e.g. http://192.168.1.5:8096 or emby.example.org.",
    kind=FieldKind.URL,
)

MANIFEST = Manifest(
    domain="emby",
    name="Emby",
    summary=(
        "Keeps playlists and favourites on an Emby server, reads its libraries of music, and keeps what "
        "was watched in step. Its watchlist is what is liked there, its lists are its collections: films and "
        "shows that the server has."
    ),
    capabilities=frozenset(
        {
            Capability.LIBRARY,
            Capability.PLAYLIST_TARGET,
            Capability.WATCHING,
            Capability.HOOKS,
            Capability.SECTIONS,
        }
    ),
    fields=(
        _URL,
        SettingField(
            name="token",
            label="Token",
            help="What the server gave at the login, or one of its API keys.",
            kind=FieldKind.SECRET,
        ),
        SettingField(name="user_id", label="User", help="The id of the user it acts for."),
        SettingField(
            name="is_key",
            label="It is an API key",
            help="Whether the token is an API key, which may act for all users.",
            kind=FieldKind.SWITCH,
            required=False,
            default="false",
        ),
        SettingField(
            name="device_id",
            label="Device",
            help="The id under which the server lists this login among its devices.",
            required=False,
        ),
        SettingField(name="server_id", label="Server", help="The id of the server itself.", required=False),
        VERIFY_TLS,
    ),
    login=LoginKind.BROWSER,
    logins=(
        LoginMethod(
            name="password",
            label="Name and password",
            help="The password is used once and not kept.",
            fields=(
                _URL,
                SettingField(name="username", label="Name", help="As you sign in to Emby."),
                SettingField(
                    name="password",
                    label="Password",
                    help="Left empty where the user has none.",
                    kind=FieldKind.SECRET,
                    required=False,
                ),
                VERIFY_TLS,
            ),
        ),
        LoginMethod(
            name="key",
            label="API key",
            help="Made in Emby's settings. Only with one can playlists of other users be kept.",
            fields=(
                _URL,
                SettingField(
                    name="key",
                    label="Key",
                    help="From the settings of the server, under API Keys.",
                    kind=FieldKind.SECRET,
                ),
                VERIFY_TLS,
            ),
        ),
    ),
    target_kinds=frozenset({TargetKind.PLAYLIST, TargetKind.FAVOURITES}),
    shows_description=True,
    has_covers=True,
    shows_cover=True,
    serves_users=True,
    identity=("server_id", "user_id"),
    one_of=("server_id", "user_id"),
    watch=WATCH,
    watch_batch=25,
    hook_help=(
        "In your preferences under Notifications, Webhooks, as application/json, for playback and for what "
        "users mark; it takes Emby Premiere."
    ),
    rate_limit=LIMIT,
)
