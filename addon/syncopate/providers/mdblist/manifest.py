"""MDBList, in import-light data."""

from syncopate.domain.watch import Feature, MediaType, Plays, WatchRules
from syncopate.providers.manifest import (
    Capability,
    FieldKind,
    LoginKind,
    Manifest,
    RateLimit,
    SettingField,
)

LIMIT = RateLimit(requests=5, seconds=1.0, concurrency=1)
WRITES = RateLimit(requests=1, seconds=1.0, concurrency=1)
BATCH = 500

MANIFEST = Manifest(
    domain="mdblist",
    name="MDBList",
    summary="What you watched, your ratings and your watchlist on MDBList.",
    capabilities=frozenset({Capability.WATCHING, Capability.SCROBBLING}),
    fields=(
        SettingField(
            name="api_key",
            label="API key",
            help="It is shown at mdblist.com/preferences, under API Access.",
            kind=FieldKind.SECRET,
        ),
    ),
    login=LoginKind.SETTINGS,
    watch=WatchRules(
        features=frozenset({Feature.HISTORY, Feature.RATINGS, Feature.WATCHLIST}),
        plays=Plays.LAST,
        holds={Feature.RATINGS: frozenset(MediaType)},
    ),
    watch_batch=BATCH,
    rate_limit=LIMIT,
)
