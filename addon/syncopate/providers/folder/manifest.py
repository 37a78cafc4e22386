"""A music folder as a library and a place for playlists."""

from syncopate.providers.manifest import Capability, FieldKind, LoginKind, Manifest, SettingField, TargetKind

MANIFEST = Manifest(
    domain="folder",
    name="Music folder",
    summary="Reads the tags of the files in a folder and writes playlists as M3U8 files.",
    capabilities=frozenset({Capability.LIBRARY, Capability.PLAYLIST_TARGET}),
    fields=(
        SettingField(
            name="path",
            label="Music folder",
            help="The folder your music lies in, as the engine sees it.",
            kind=FieldKind.FOLDER,
        ),
        SettingField(
            name="playlist_folder",
            label="Playlist folder",
            help="Where playlists are written: a folder inside the music folder, or a whole path.",
            kind=FieldKind.FOLDER,
            required=False,
            default="Playlists",
        ),
    ),
    target_kinds=frozenset({TargetKind.PLAYLIST}),
    login=LoginKind.SETTINGS,
)
