"""A staging folder, in import-light data."""

from syncopate.providers.manifest import Capability, FieldKind, LoginKind, Manifest, SettingField

MANIFEST = Manifest(
    domain="staging",
    name="Staging folder",
    summary="Takes what is missing from a folder that you put files into, by their tags and names.",
    capabilities=frozenset({Capability.DOWNLOADS}),
    fields=(
        SettingField(
            name="path",
            label="Folder",
            help="The folder you put files into, as the engine sees it; it may not be part of a library.",
            kind=FieldKind.FOLDER,
        ),
    ),
    login=LoginKind.SETTINGS,
)
