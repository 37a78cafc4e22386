"""A SageTV server: what was watched of its recordings and videos. Import-light data."""

from syncopate.domain.watch import Ending, Feature, Plays, TimeKind, WatchRules
from syncopate.providers.manifest import (
    VERIFY_TLS,
    Capability,
    FieldKind,
    LoginKind,
    LoginMethod,
    Manifest,
    RateLimit,
    SettingField,
)

LIMIT = RateLimit(requests=20, seconds=1.0, concurrency=2)
"""Polite to a server that records meanwhile."""

FEATURES = frozenset({Feature.HISTORY, Feature.PROGRESS})

_URL_HELP = "Where SageTV's web server is reached, e.g. http://192.168.1.5:8080; it needs the plugin SageX."
_ADDRESS = SettingField(name="url", label="Address", help=_URL_HELP)
"""As it is typed: http and port 8080 where they are missing."""
_USER = SettingField(
    name="user",
    label="User",
    help="The user of SageTV's web server; empty where it wants none.",
    required=False,
)
_PASSWORD = SettingField(
    name="password",
    label="Password",
    help="The password of this user.",
    kind=FieldKind.SECRET,
    required=False,
)
_PATH_MAP = SettingField(
    name="path_map",
    label="Folders",
    help="Where its folders are for the other side, as theirs => ours, e.g. F:\\SageTV => /media/tv; several"
    " on lines of their own or parted by |.",
    required=False,
)

MANIFEST = Manifest(
    domain="sagetv",
    name="SageTV",
    summary="Keeps what was watched of recordings and videos on SageTV, and how far, in step.",
    capabilities=frozenset({Capability.WATCHING}),
    fields=(
        SettingField(name="url", label="Address", help=_URL_HELP, kind=FieldKind.URL),
        _USER,
        _PASSWORD,
        _PATH_MAP,
        VERIFY_TLS,
    ),
    login=LoginKind.BROWSER,
    logins=(
        LoginMethod(
            name="password",
            label="User and password",
            help="Those of SageTV's web server.",
            fields=(_ADDRESS, _USER, _PASSWORD, _PATH_MAP, VERIFY_TLS),
        ),
    ),
    one_of=("url", "user"),
    rate_limit=LIMIT,
    watch=WatchRules(
        features=FEATURES,
        plays=Plays.LAST,
        closed=FEATURES,
        times=TimeKind.WALL_CLOCK,
        # SetWatched has no date at all, SetWatchedTimes stamps the server's now.
        writes_dates=False,
        clears_on_rewatch=True,
        # BigBrother.java of google/sagetv: less than 5 minutes left (films: 10), and more than 0.66 seen.
        ending=Ending(share=0.66, left=300.0, left_of_film=600.0),
    ),
    watch_batch=20,
    reads_set_ups=True,
)
