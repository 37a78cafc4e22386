"""SIMKL, in import-light data."""

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

LIMIT = RateLimit(requests=10, seconds=1.0, concurrency=1)
"""One request after the other, as the service wants it."""
WRITES = RateLimit(requests=1, seconds=1.0, concurrency=1)
"""Whoever writes faster is shut out for a while."""
BATCH = 500

_CLIENT_ID = SettingField(
    name="client_id",
    label="Client ID",
    help="Of an application of your own, made at simkl.com/settings/developer.",
)
_LISTED = frozenset({MediaType.MOVIE, MediaType.SHOW})

MANIFEST = Manifest(
    domain="simkl",
    name="SIMKL",
    summary="What you watched, rated and plan to watch on SIMKL: films, shows and anime.",
    capabilities=frozenset({Capability.WATCHING, Capability.SCROBBLING}),
    fields=(
        _CLIENT_ID,
        SettingField(
            name="user_id",
            label="User",
            help="SIMKL's number for the user; signing in fills it in.",
            required=False,
        ),
        SettingField(
            name="access_token",
            label="Access token",
            help="The login; signing in fills it in.",
            kind=FieldKind.SECRET,
            required=False,
        ),
    ),
    login=LoginKind.BROWSER,
    logins=(
        LoginMethod(
            name="pin",
            label="Code at simkl.com/pin",
            help="SIMKL shows a code here, which you enter on its page.",
            fields=(_CLIENT_ID,),
        ),
    ),
    identity=("user_id",),
    one_of=("user_id",),
    watch=WatchRules(
        features=frozenset({Feature.HISTORY, Feature.RATINGS, Feature.WATCHLIST}),
        plays=Plays.LAST,
        holds={Feature.RATINGS: _LISTED, Feature.WATCHLIST: _LISTED},
    ),
    watch_batch=BATCH,
    rate_limit=LIMIT,
)
