"""ListenBrainz, in import-light data."""

from syncopate.providers.manifest import (
    Capability,
    FieldKind,
    LoginKind,
    Manifest,
    RateLimit,
    SettingField,
)

LIMIT = RateLimit(requests=1, seconds=1.0, concurrency=1)
"""No program may ask more often, whoever its user is."""

MANIFEST = Manifest(
    domain="listenbrainz",
    name="ListenBrainz",
    summary="Playlists on ListenBrainz, those it makes for you, and the recordings you love.",
    capabilities=frozenset({Capability.PLAYLISTS}),
    fields=(
        SettingField(name="user", label="User", help="Your name on ListenBrainz."),
        SettingField(
            name="token",
            label="User token",
            help="Only for private playlists; it is shown in the settings of ListenBrainz.",
            kind=FieldKind.SECRET,
            required=False,
        ),
    ),
    login=LoginKind.SETTINGS,
    identity=("user",),
    one_of=("user",),
    needs_account=False,
    counts_by_address=True,
    rate_limit=LIMIT,
    raw_titles=True,
    link_hosts=frozenset({"listenbrainz.org", "beta.listenbrainz.org"}),
    reference_help=(
        "The link of a playlist, createdfor:weekly-jams for the newest one of its kind, or loved for"
        " the recordings you love."
    ),
)
