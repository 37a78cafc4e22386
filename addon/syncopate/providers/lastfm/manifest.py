"""Last.fm, in import-light data."""

from syncopate.providers.manifest import (
    Capability,
    FieldKind,
    LoginKind,
    Manifest,
    RateLimit,
    SettingField,
)

LIMIT = RateLimit(requests=5, seconds=1.0, concurrency=2)
"""What its terms allow on average."""

MANIFEST = Manifest(
    domain="lastfm",
    name="Last.fm",
    summary="Loved and most played tracks of a user, charts, tags, similar tracks and albums.",
    capabilities=frozenset({Capability.PLAYLISTS, Capability.METADATA}),
    fields=(
        SettingField(
            name="user",
            label="User",
            help="The name at Last.fm whose loved and most played tracks these are.",
        ),
        SettingField(
            name="api_key",
            label="API key",
            help="The key of an API account, which anybody gets at once at last.fm/api/account/create.",
            kind=FieldKind.SECRET,
        ),
    ),
    login=LoginKind.SETTINGS,
    identity=("user",),
    one_of=("user",),
    cover_hosts=frozenset({"lastfm.freetls.fastly.net"}),
    link_hosts=frozenset(
        {
            "last.fm",
            "m.last.fm",
            "lastfm.com.br",
            "lastfm.com.tr",
            "lastfm.de",
            "lastfm.es",
            "lastfm.fr",
            "lastfm.it",
            "lastfm.jp",
            "lastfm.pl",
            "lastfm.ru",
            "lastfm.se",
        }
    ),
    raw_titles=True,
    counts_by_address=True,
    rate_limit=LIMIT,
    reference_help=(
        "A link to Last.fm, or loved, top:overall (12month, 6month, 3month, 1month, 7day), chart, tag:rock, "
        "artist:Cher, similar:Cher/Believe, album:Cher/Believe; a slash in a name is written %2F."
    ),
)
