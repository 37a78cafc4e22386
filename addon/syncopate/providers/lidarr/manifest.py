"""Lidarr, in import-light data."""

from syncopate.providers.manifest import (
    VERIFY_TLS,
    Capability,
    FieldKind,
    LoginKind,
    Manifest,
    RateLimit,
    SettingField,
)

LIMIT = RateLimit(requests=20, seconds=1.0, concurrency=4)

MANIFEST = Manifest(
    domain="lidarr",
    name="Lidarr",
    summary="Hands missing albums to your Lidarr, which searches for each once and fetches it.",
    capabilities=frozenset({Capability.DOWNLOADS}),
    fields=(
        SettingField(
            name="url",
            label="Address",
            help="Of Lidarr, e.g. http://192.168.1.2:8686.",
            kind=FieldKind.URL,
        ),
        SettingField(
            name="api_key",
            label="API key",
            help="From Lidarr under Settings, General.",
            kind=FieldKind.SECRET,
        ),
        SettingField(
            name="root_folder",
            label="Root folder",
            help="The path of a root folder of Lidarr's, for artists it does not have yet. Empty: its first.",
            required=False,
        ),
        SettingField(
            name="quality_profile",
            label="Quality profile",
            help="What it is called in Lidarr. Empty: that of the root folder.",
            required=False,
        ),
        SettingField(
            name="metadata_profile",
            label="Metadata profile",
            help="What it is called in Lidarr. Empty: that of the root folder.",
            required=False,
        ),
        SettingField(
            name="tags",
            label="Tags",
            help="Set on artists that are added, parted by commas; those that Lidarr lacks are made.",
            required=False,
        ),
        VERIFY_TLS,
    ),
    login=LoginKind.SETTINGS,
    rate_limit=LIMIT,
)
