"""Trakt, in import-light data."""

from syncopate.domain.watch import Ending, Feature, MediaType, Plays, TimeKind, WatchRules
from syncopate.providers.manifest import (
    Capability,
    FieldKind,
    LoginKind,
    LoginMethod,
    Manifest,
    RateLimit,
    SettingField,
)

_CLIENT_ID = SettingField(
    name="client_id",
    label="Client ID",
    help="Of an application of your own, made at trakt.tv/oauth/applications.",
)
_SECRET = SettingField(
    name="client_secret",
    label="Client secret",
    help="Of the same application.",
    kind=FieldKind.SECRET,
)

# Told at docs.trakt.tv/docs/rate-limiting: reads by the five minutes, writes one by one.
LIMIT = RateLimit(requests=1000, seconds=300.0, concurrency=4)
WRITES = RateLimit(requests=1, seconds=1.0, concurrency=1)

_ALL = frozenset(MediaType)

RULES = WatchRules(
    features=frozenset({Feature.HISTORY, Feature.RATINGS, Feature.WATCHLIST, Feature.LISTS}),
    plays=Plays.EVERY,
    holds={Feature.RATINGS: _ALL, Feature.WATCHLIST: _ALL, Feature.LISTS: _ALL},
    times=TimeKind.WALL_CLOCK,
    writes_dates=True,
    ending=Ending(share=0.8),
    rating_step=1.0,
)

MANIFEST = Manifest(
    domain="trakt",
    name="Trakt",
    summary="What you watched, your ratings, watchlist and lists at Trakt; it is told what plays.",
    capabilities=frozenset({Capability.WATCHING, Capability.SCROBBLING}),
    fields=(
        _CLIENT_ID,
        _SECRET,
        SettingField(
            name="user_id",
            label="User",
            help="Trakt's id for the user; signing in fills it in.",
            required=False,
        ),
        SettingField(
            name="refresh_token",
            label="Refresh token",
            help="What the login is renewed with; signing in fills it in.",
            kind=FieldKind.SECRET,
            required=False,
        ),
        SettingField(
            name="access_token",
            label="Access token",
            help="The login as it is now; signing in fills it in.",
            kind=FieldKind.SECRET,
            required=False,
        ),
        SettingField(
            name="expires_at",
            label="End of the access token",
            help="When the login has to be renewed; signing in fills it in.",
            kind=FieldKind.SECRET,
            required=False,
        ),
    ),
    login=LoginKind.BROWSER,
    logins=(
        LoginMethod(
            name="device",
            label="Sign in with Trakt",
            help="Trakt shows a page where you enter a code, on any device.",
            fields=(_CLIENT_ID, _SECRET),
        ),
    ),
    identity=("user_id",),
    one_of=("user_id",),
    watch=RULES,
    watch_batch=100,
    rate_limit=LIMIT,
    renews_tokens=True,
)
