"""Playlist files: uploads, or files that lie where the engine can read them."""

from syncopate.providers.manifest import Capability, LoginKind, Manifest

MANIFEST = Manifest(
    domain="playlist_file",
    name="Playlist file",
    summary="Reads CSV, TSV, TXT, M3U, M3U8, XSPF and JSPF files, also exports of TuneMyMusic and Exportify.",
    capabilities=frozenset({Capability.PLAYLISTS}),
    login=LoginKind.NONE,
    needs_account=False,
    reference_help="The name of an uploaded file, or the whole path of one the engine can read.",
)
