"""What goes over the wire, of members: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class MemberUserView:
    """Who a member is on a server."""

    account_id: str
    user: str
    user_name: str


@dataclass(frozen=True, kw_only=True)
class MemberView:
    """A person of the household."""

    id: str
    name: str
    users: list[MemberUserView]


@dataclass(frozen=True, kw_only=True)
class MemberList:
    """All members."""

    items: list[MemberView]
