"""Deezer, in import-light data."""

from syncopate.providers.manifest import (
    Capability,
    IdKind,
    LoginKind,
    LoginMethod,
    Manifest,
    RateLimit,
    SettingField,
)

_USER = SettingField(
    name="user_id",
    label="Profile",
    help="The link to your profile at Deezer, or the number in it; what it shows to everybody is read.",
)

MANIFEST = Manifest(
    domain="deezer",
    name="Deezer",
    summary="Public playlists, albums, charts and favourites of Deezer, and its catalogue; without a login.",
    capabilities=frozenset({Capability.PLAYLISTS, Capability.METADATA}),
    fields=(_USER,),
    login=LoginKind.BROWSER,
    logins=(
        LoginMethod(
            name="profile",
            label="Public profile",
            help="Lists the playlists and favourites that a profile shows to everybody, without a password.",
            fields=(_USER,),
        ),
    ),
    identity=("user_id",),
    one_of=("user_id",),
    recording_ids=IdKind.DEEZER,
    knows_isrc=True,
    catalogue_place=50,
    cover_hosts=frozenset({"dzcdn.net"}),
    link_hosts=frozenset({"deezer.com", "deezer"}),
    short_hosts=frozenset({"link.deezer.com", "deezer.page.link", "dzr.page.link"}),
    open_shelves=True,
    open_catalogue=True,
    needs_account=False,
    counts_by_address=True,
    # 50 in 5 s are allowed to an address; some of them are left to others behind it.
    rate_limit=RateLimit(requests=40, seconds=5.0, concurrency=4),
    reference_help="A link to a playlist or album, or playlist:ID, album:ID, loved:USER, chart:tracks.",
)
