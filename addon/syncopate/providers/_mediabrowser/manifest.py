"""What Jellyfin and Emby ask for alike: the settings of an account, and the ways to log in."""

from syncopate.providers.manifest import FieldKind, LoginMethod, RateLimit, SettingField

LIMIT = RateLimit(requests=40, seconds=1.0, concurrency=2)
"""Polite to a server on a NAS, on which people are listening meanwhile."""

VERIFY_TLS = SettingField(
    name="verify_tls",
    label="Check the certificate",
    help="Switch it off only for a server in your own house that has made its certificate itself.",
    kind=FieldKind.SWITCH,
    required=False,
    default="true",
)


def address(example: str) -> SettingField:
    """Ask where the server is; `example` is a host name such as people have."""
    return SettingField(
        name="url",
        label="Address",
        help=f"As in the browser, e.g. http://192.168.1.5:8096 or {example}.",
        kind=FieldKind.URL,
    )


def account_fields(url: SettingField) -> tuple[SettingField, ...]:
    """Return what an account keeps."""
    return (
        url,
        SettingField(
            name="token",
            label="Token",
            help="What the server gave at the login, or one of its API keys.",
            kind=FieldKind.SECRET,
        ),
        SettingField(name="user_id", label="User", help="The id of the user it acts for."),
        SettingField(
            name="is_key",
            label="It is an API key",
            help="Whether the token is an API key, which may act for all users.",
            kind=FieldKind.SWITCH,
            required=False,
            default="false",
        ),
        SettingField(
            name="device_id",
            label="Device",
            help="The id under which the server lists this login among its devices.",
            required=False,
        ),
        SettingField(name="server_id", label="Server", help="The id of the server itself.", required=False),
        VERIFY_TLS,
    )


def by_password(url: SettingField, product: str) -> LoginMethod:
    """Return the login with name and password."""
    return LoginMethod(
        name="password",
        label="Name and password",
        help="The password is used once and not kept.",
        fields=(
            url,
            SettingField(name="username", label="Name", help=f"As you sign in to {product}."),
            SettingField(
                name="password",
                label="Password",
                help="Left empty where the user has none.",
                kind=FieldKind.SECRET,
                required=False,
            ),
            VERIFY_TLS,
        ),
    )


def by_key(url: SettingField, *, text: str, place: str) -> LoginMethod:
    """Return the login with an API key; `text` says what one is good for, `place` where keys are made."""
    return LoginMethod(
        name="key",
        label="API key",
        help=text,
        fields=(
            url,
            SettingField(
                name="key",
                label="Key",
                help=f"From the {place} of the server, under API Keys.",
                kind=FieldKind.SECRET,
            ),
            VERIFY_TLS,
        ),
    )
