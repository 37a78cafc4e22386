"""The tracker of our own, in import-light data."""

from syncopate.domain.watch import Feature, MediaType, Plays, WatchRules
from syncopate.providers.manifest import Capability, LoginKind, Manifest

_EACH_KIND = frozenset(MediaType)

MANIFEST = Manifest(
    domain="local",
    name="Syncopate",
    summary="Your own tracker, kept here: history, positions, ratings, watchlist and lists; imports and "
    "exports files.",
    capabilities=frozenset({Capability.WATCHING}),
    login=LoginKind.NONE,
    watch=WatchRules(
        features=frozenset(Feature),
        plays=Plays.EVERY,
        holds=dict.fromkeys((Feature.RATINGS, Feature.WATCHLIST, Feature.LISTS), _EACH_KIND),
        takes_names=True,
    ),
    watch_batch=500,
    keeps_files=True,
)
