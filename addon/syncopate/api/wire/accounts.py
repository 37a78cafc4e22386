"""Wire models of providers and accounts."""

from datetime import datetime

from pydantic import Field

from syncopate.api.wire.base import NAME, Wire
from syncopate.domain.target import TargetKind
from syncopate.providers.manifest import Capability, FieldKind, LoginKind


class ProviderField(Wire):
    """One field of an account's form."""

    name: str
    label: str
    help: str
    kind: FieldKind
    required: bool
    default: str | None = None
    choices: list[str] = Field(default_factory=list)


class ProviderLogin(Wire):
    """One way to log in, and what it asks at its beginning."""

    name: str
    label: str
    help: str
    fields: list[ProviderField]


class ProviderView(Wire):
    """A kind of service."""

    domain: str
    name: str
    summary: str
    capabilities: list[Capability]
    fields: list[ProviderField]
    login: LoginKind
    logins: list[ProviderLogin] = Field(default_factory=list)
    target_kinds: list[TargetKind] = Field(default_factory=list)
    shows_description: bool = False
    shows_cover: bool = False
    serves_users: bool = False
    needs_account: bool
    link_hosts: list[str] = Field(default_factory=list)
    raw_titles: bool = False
    reference_help: str


class ProviderList(Wire):
    """All providers."""

    items: list[ProviderView]


class AccountView(Wire):
    """One login. Secrets are never given back."""

    id: str
    provider: str
    name: str
    settings: dict[str, str]
    health_ok: bool | None = None
    health_key: str | None = None
    health_detail: str = ""
    health_at: datetime | None = None
    created_at: datetime


class AccountList(Wire):
    """All accounts."""

    items: list[AccountView]


class AccountCreate(Wire):
    """An account to add."""

    provider: str = Field(min_length=1, max_length=64)
    name: str = NAME
    settings: dict[str, str] = Field(default_factory=dict)


class AccountPatch(Wire):
    """What to change of an account."""

    name: str | None = Field(default=None, min_length=1, max_length=300)
    settings: dict[str, str] | None = None


class AccountTest(Wire):
    """Whether an account works."""

    ok: bool
    key: str | None = None
    detail: str = ""
