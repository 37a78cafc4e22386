"""AniList, in import-light data."""

from syncopate.domain.watch import Feature, MediaType, Plays, WatchRules
from syncopate.providers.manifest import (
    Capability,
    FieldKind,
    LoginKind,
    LoginMethod,
    Manifest,
    RateLimit,
    SettingField,
)

# Ninety a minute by its documentation; for years its answers have told thirty.
LIMIT = RateLimit(requests=30, seconds=60.0, concurrency=1)

_CLIENT_ID = SettingField(
    name="client_id",
    label="Client ID",
    help="Of an application of your own, made at anilist.co under Settings, Developer; its redirect URL is"
    " https://anilist.co/api/v2/oauth/pin.",
)
_HELD = frozenset({MediaType.MOVIE, MediaType.SHOW})

MANIFEST = Manifest(
    domain="anilist",
    name="AniList",
    summary="Scores and planning list of your anime; each season there is a show of its own.",
    capabilities=frozenset({Capability.WATCHING}),
    fields=(
        _CLIENT_ID,
        SettingField(
            name="user_id",
            label="User",
            help="AniList's number for the user; signing in fills it in.",
            required=False,
        ),
        SettingField(
            name="token",
            label="Token",
            help="Signing in fills it in; it lasts a year.",
            kind=FieldKind.SECRET,
            required=False,
        ),
    ),
    login=LoginKind.BROWSER,
    logins=(
        LoginMethod(
            name="browser",
            label="Sign in with AniList",
            help="AniList asks you in the browser, and shows you a token to be copied.",
            fields=(_CLIENT_ID,),
        ),
    ),
    identity=("user_id",),
    one_of=("user_id",),
    rate_limit=LIMIT,
    watch=WatchRules(
        features=frozenset({Feature.RATINGS, Feature.WATCHLIST}),
        plays=Plays.FLAG,
        writes_dates=False,
        rating_step=0.1,
        holds={Feature.RATINGS: _HELD, Feature.WATCHLIST: _HELD},
    ),
    watch_batch=10,
)
