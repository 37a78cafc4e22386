"""MusicBrainz, in import-light data."""

from syncopate.providers.manifest import Capability, IdKind, Manifest, RateLimit

LIMIT = RateLimit(requests=1, seconds=1.1, concurrency=1)
"""One in a second is what it allows; the way there is not always as long."""

LINKED_PAGES = {
    IdKind.SPOTIFY: "https://open.spotify.com/track/{}",
    IdKind.TIDAL: "https://tidal.com/track/{}",
    IdKind.DEEZER: "https://www.deezer.com/track/{}",
    IdKind.YOUTUBE: "https://www.youtube.com/watch?v={}",
}
"""The pages of recordings as MusicBrainz writes them: it knows them by just these addresses."""

MANIFEST = Manifest(
    domain="musicbrainz",
    name="MusicBrainz",
    summary="Albums by link from the open music encyclopedia, what recordings are and artists bring out.",
    capabilities=frozenset({Capability.PLAYLISTS, Capability.METADATA, Capability.RELEASES}),
    open_catalogue=True,
    needs_account=False,
    counts_by_address=True,
    rate_limit=LIMIT,
    recording_ids=IdKind.MB_RECORDING,
    knows_isrc=True,
    catalogue_place=60,
    links_recordings=frozenset({IdKind.MB_RECORDING, IdKind.ISRC, *LINKED_PAGES}),
    knows_aliases=True,
    cover_hosts=frozenset({"archive.org", "coverartarchive.org"}),
    link_hosts=frozenset({"musicbrainz.org", "beta.musicbrainz.org"}),
    reference_help="The link of a release, or of a release group, which stands for its earliest release.",
    remembers=True,
)
