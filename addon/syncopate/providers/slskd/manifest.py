"""slskd, in import-light data."""

from syncopate.providers.manifest import (
    VERIFY_TLS,
    Capability,
    FieldKind,
    LoginKind,
    Manifest,
    RateLimit,
    SettingField,
)

LIMIT = RateLimit(requests=30, seconds=1.0, concurrency=4)
SEARCHES = RateLimit(requests=30, seconds=220.0, concurrency=1)
"""Who searches more often is cut off from Soulseek for half an hour."""

MANIFEST = Manifest(
    domain="slskd",
    name="slskd",
    summary="Searches Soulseek by your slskd, and fetches files into its download folder.",
    capabilities=frozenset({Capability.DOWNLOADS}),
    fields=(
        SettingField(
            name="url",
            label="Address",
            help="Of slskd, e.g. http://192.168.1.2:5030.",
            kind=FieldKind.URL,
        ),
        SettingField(
            name="api_key",
            label="API key",
            help="From slskd's configuration: web, authentication, api_keys; its role has to be readwrite.",
            kind=FieldKind.SECRET,
        ),
        SettingField(
            name="remote_folder",
            label="Download folder as slskd sees it",
            help="Empty: as slskd itself says.",
            required=False,
        ),
        SettingField(
            name="local_folder",
            label="The same folder as Syncopate sees it",
            help="Finished files are taken from here.",
            kind=FieldKind.FOLDER,
        ),
        SettingField(
            name="barred",
            label="Left out of searches",
            help="Words and names that Soulseek does not search for, parted by commas.",
            required=False,
        ),
        VERIFY_TLS,
    ),
    login=LoginKind.SETTINGS,
    rate_limit=LIMIT,
)
