"""Tautulli, in import-light data."""

from syncopate.domain.watch import Feature, Plays, WatchRules
from syncopate.providers.manifest import (
    VERIFY_TLS,
    Capability,
    FieldKind,
    LoginKind,
    LoginMethod,
    Manifest,
    RateLimit,
    SettingField,
)

LIMIT = RateLimit(requests=50, seconds=1.0, concurrency=4)

_URL = SettingField(
    name="url",
    label="Address",
    help="Of Tautulli, e.g. http://192.168.1.2:8181.",
    kind=FieldKind.URL,
)
_KEY = SettingField(
    name="api_key",
    label="API key",
    help="From Tautulli under Settings, Web Interface.",
    kind=FieldKind.SECRET,
)

MANIFEST = Manifest(
    domain="tautulli",
    name="Tautulli",
    summary="History of a user of Plex, each time with its date, also from before; it is only read.",
    capabilities=frozenset({Capability.WATCHING}),
    fields=(
        _URL,
        _KEY,
        SettingField(
            name="user_id",
            label="User ID",
            help="Plex's number of the user whose history it is; signing in fills it in.",
        ),
        SettingField(
            name="user", label="User", help="Whose history it is; signing in fills it in.", required=False
        ),
        VERIFY_TLS,
    ),
    login=LoginKind.BROWSER,
    logins=(
        LoginMethod(
            name="key",
            label="API key",
            help="Then you choose whose history it is.",
            fields=(_URL, _KEY, VERIFY_TLS),
        ),
    ),
    identity=("user_id",),
    rate_limit=LIMIT,
    watch=WatchRules(
        features=frozenset({Feature.HISTORY}),
        plays=Plays.EVERY,
        writes=False,
        writes_dates=False,
    ),
)
