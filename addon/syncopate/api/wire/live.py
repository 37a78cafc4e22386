"""Wire models of what is heard of accounts by itself."""

from datetime import datetime

from syncopate.api.wire.base import Wire


class AccountHook(Wire):
    """An address that a server can be given; `path` is the part of it that is always right."""

    url: str
    path: str
    made_at: datetime


class AccountLive(Wire):
    """How it stands with hearing what happens at an account.

    `listens`: a connection to its server is kept, open since `connected_at`; why it is not, `error` says, a
    key. `heard` events were the account's own user's since the engine began, `others` somebody else's or
    nobody's.
    """

    can_listen: bool
    can_take_hooks: bool
    listens: bool = False
    connected_at: datetime | None = None
    error: str | None = None
    detail: str = ""
    heard: int = 0
    others: int = 0
    last_heard_at: datetime | None = None
    hook_made_at: datetime | None = None
    hook_used_at: datetime | None = None
