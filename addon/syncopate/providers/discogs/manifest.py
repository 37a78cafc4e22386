"""Discogs, in import-light data."""

from syncopate.providers.manifest import (
    Capability,
    FieldKind,
    LoginKind,
    LoginMethod,
    Manifest,
    RateLimit,
    SettingField,
)

LIMIT = RateLimit(requests=60, seconds=60.0, concurrency=2)
LIMIT_OF_NOBODY = RateLimit(requests=25, seconds=60.0, concurrency=2)
"""How often those may ask who say not who they are."""

_TOKEN = SettingField(
    name="token",
    label="Access token",
    help="Made on discogs.com under Settings, Developers: Generate new token.",
    kind=FieldKind.SECRET,
)

MANIFEST = Manifest(
    domain="discogs",
    name="Discogs",
    summary="Releases as albums; with an account your collection, your wantlist and the search.",
    capabilities=frozenset({Capability.PLAYLISTS, Capability.METADATA}),
    fields=(
        SettingField(
            name="user",
            label="User",
            help="Whose collection and wantlist it is; signing in fills it in.",
            required=False,
        ),
        _TOKEN,
    ),
    login=LoginKind.BROWSER,
    logins=(
        LoginMethod(
            name="token",
            label="Access token",
            help="A token of your own: it says whose collection it is.",
            fields=(_TOKEN,),
        ),
    ),
    identity=("user",),
    one_of=("user",),
    cover_hosts=frozenset({"discogs.com"}),
    link_hosts=frozenset({"discogs.com"}),
    needs_account=False,
    rate_limit=LIMIT,
    reference_help="The link of a release or master on discogs.com, or album:ID or master:ID.",
)
