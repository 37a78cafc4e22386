"""Beatport, in import-light data."""

from syncopate.providers.manifest import Capability, IdKind, Manifest, RateLimit

MANIFEST = Manifest(
    domain="beatport",
    name="Beatport",
    summary="Charts, hype, staff picks and new music of every genre, releases and shared playlists.",
    capabilities=frozenset({Capability.PLAYLISTS, Capability.METADATA}),
    recording_ids=IdKind.BEATPORT,
    cover_hosts=frozenset({"beatport.com"}),
    link_hosts=frozenset({"beatport.com"}),
    counts_by_address=True,
    # The site is made for people: nobody turns pages faster.
    rate_limit=RateLimit(requests=1, seconds=1.0, concurrency=1),
    open_shelves=True,
    open_catalogue=True,
    needs_account=False,
    reference_help=(
        "A link of Beatport, or chart:top-100, chart:hype-100, genre:house/5/top-100, "
        "genre:house/5/staff-picks, chart:NAME/ID, album:NAME/ID or playlist:ID."
    ),
    remembers=True,
)
