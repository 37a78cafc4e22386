"""TMDB, in import-light data."""

from syncopate.domain.watch import Feature, MediaType, Plays, TimeKind, WatchRules
from syncopate.providers.manifest import (
    Capability,
    FieldKind,
    LoginKind,
    LoginMethod,
    Manifest,
    RateLimit,
    SettingField,
)

LIMIT = RateLimit(requests=40, seconds=1.0, concurrency=4)

_TOKEN = SettingField(
    name="token",
    label="API Read Access Token",
    help="Yours, from themoviedb.org under Settings, API; to find titles alone the API key will do.",
    kind=FieldKind.SECRET,
)


def _filled(name: str, label: str, kind: FieldKind = FieldKind.SECRET) -> SettingField:
    return SettingField(name=name, label=label, help="Signing in fills it in.", kind=kind, required=False)


MANIFEST = Manifest(
    domain="tmdb",
    name="TMDB",
    summary="Ratings and watchlist of your account; finds titles that services call differently.",
    capabilities=frozenset({Capability.WATCHING, Capability.TITLE_IDS}),
    fields=(
        _TOKEN,
        _filled("user", "User", FieldKind.TEXT),
        _filled("account_id", "Account", FieldKind.TEXT),
        _filled("account_object_id", "Account (version 4)", FieldKind.TEXT),
        _filled("access_token", "Access token"),
        _filled("session_id", "Session"),
    ),
    login=LoginKind.BROWSER,
    logins=(
        LoginMethod(
            name="browser",
            label="Sign in with TMDB",
            help="TMDB asks you in the browser whether ratings and watchlist may be read and written.",
            fields=(_TOKEN,),
        ),
        LoginMethod(
            name="token",
            label="Without an account",
            help="Only to find titles that services call differently.",
            fields=(_TOKEN,),
        ),
    ),
    identity=("account_id",),
    one_of=("account_id",),
    rate_limit=LIMIT,
    watch=WatchRules(
        features=frozenset({Feature.RATINGS, Feature.WATCHLIST}),
        plays=Plays.FLAG,
        times=TimeKind.WALL_CLOCK,
        writes_dates=False,
        rating_step=0.5,
        holds={
            Feature.RATINGS: frozenset({MediaType.MOVIE, MediaType.SHOW, MediaType.EPISODE}),
            Feature.WATCHLIST: frozenset({MediaType.MOVIE, MediaType.SHOW}),
        },
    ),
    watch_batch=20,
)
