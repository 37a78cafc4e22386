"""What goes over the wire, of accounts: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class AccountView:
    """One login. Secrets are never given back."""

    created_at: datetime
    id: str
    name: str
    provider: str
    settings: dict[str, str]
    health_at: datetime | None = None
    health_detail: str = ""
    health_key: str | None = None
    health_ok: bool | None = None
