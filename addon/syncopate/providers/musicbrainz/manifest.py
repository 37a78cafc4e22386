"""MusicBrainz, in import-light data."""

from syncopate.providers.manifest import Capability, IdKind, Manifest, RateLimit

LIMIT = RateLimit(requests=1, seconds=1.1, concurrency=1)
"""One in a second is what it allows; the way there is not always as long."""

MANIFEST = Manifest(
    domain="musicbrainz",
    name="MusicBrainz",
    summary="Albums by link from the open music encyclopedia, and what recordings really are.",
    capabilities=frozenset({Capability.PLAYLISTS, Capability.METADATA}),
    open_catalogue=True,
    needs_account=False,
    rate_limit=LIMIT,
    recording_ids=IdKind.MB_RECORDING,
    knows_isrc=True,
    catalogue_place=60,
    cover_hosts=frozenset({"archive.org", "coverartarchive.org"}),
    link_hosts=frozenset({"musicbrainz.org", "beta.musicbrainz.org"}),
    reference_help="The link of a release, or of a release group, which stands for its earliest release.",
    remembers=True,
)
