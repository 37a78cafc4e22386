"""A music service that exists in memory only: for trying things out, for tests, and as a template."""

from syncopate.providers.manifest import Capability, FieldKind, LoginKind, Manifest, SettingField, TargetKind

MANIFEST = Manifest(
    domain="demo",
    name="Demo",
    summary="Two playlists, an album and a small library in memory.",
    capabilities=frozenset({Capability.PLAYLISTS, Capability.LIBRARY, Capability.PLAYLIST_TARGET}),
    fields=(
        SettingField(
            name="offline",
            label="Offline",
            help="Answer as a service does that cannot be reached.",
            kind=FieldKind.SWITCH,
            required=False,
            default="false",
        ),
    ),
    target_kinds=frozenset({TargetKind.PLAYLIST}),
    login=LoginKind.NONE,
    internal=True,
    reference_help="evening, morning or album-back-in-black",
)
