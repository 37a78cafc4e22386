"""Wire models of logging in to servers, what they have to choose from, members and targets."""

from datetime import datetime

from pydantic import Field

from syncopate.api.wire.accounts import AccountView
from syncopate.api.wire.base import NAME, Clean, WantedId, Wire
from syncopate.api.wire.media import PlanView
from syncopate.domain.plan import HoldReason
from syncopate.domain.run import ItemStatus
from syncopate.domain.target import TargetKind
from syncopate.providers.manifest import FieldKind


class LoginBegin(Wire):
    """A login to begin by one of the provider's methods; with `account_id` an account logs in again."""

    provider: str | None = Field(default=None, min_length=1, max_length=64)
    account_id: WantedId | None = None
    method: str = Field(min_length=1, max_length=64)
    name: str | None = Field(default=None, min_length=1, max_length=300)
    answers: dict[str, str] = Field(default_factory=dict)


class LoginGoOn(Wire):
    """Answers to the questions of a login; none to ask whether it was confirmed elsewhere."""

    answers: dict[str, str] = Field(default_factory=dict)


class LoginChoice(Wire):
    """One answer that can be chosen."""

    value: str
    label: str


class LoginQuestion(Wire):
    """Something a login asks."""

    name: str
    label: str
    help: str
    kind: FieldKind
    required: bool
    default: str | None = None
    choices: list[LoginChoice] = Field(default_factory=list)


class LoginView(Wire):
    """How far a login is.

    Either it asks `questions`, or the user confirms it at `url` or with `code` while it is asked again every
    `every_seconds`, or it has ended in an `account`.
    """

    id: str
    provider: str
    questions: list[LoginQuestion] = Field(default_factory=list)
    url: str | None = None
    code: str | None = None
    every_seconds: float = 2.0
    expires_at: datetime | None = None
    account: AccountView | None = None


class SectionView(Wire):
    """A part of a server; `library_id` when it is a library already."""

    key: str
    name: str
    tracks: int | None = None
    folders: list[str] = Field(default_factory=list)
    library_id: str | None = None


class SectionList(Wire):
    """What a server has to choose from; empty where it is one whole."""

    items: list[SectionView]


class ServerUserView(Wire):
    """A user of a server. `protected`: acting for this one needs a PIN."""

    key: str
    name: str
    admin: bool
    protected: bool


class ServerUserList(Wire):
    """Whom an account can act for; empty where the server knows no others."""

    items: list[ServerUserView]


class MemberUserView(Wire):
    """Who a member is on a server."""

    account_id: str
    user: str
    user_name: str


class MemberView(Wire):
    """A person of the household."""

    id: str
    name: str
    users: list[MemberUserView]


class MemberList(Wire):
    """All members."""

    items: list[MemberView]


class MemberChange(Wire):
    """A member to add, or the name to give."""

    name: str = NAME


class MemberUserChange(Wire):
    """Who a member is on a server; null forgets it."""

    user: Clean | None = Field(default=None, max_length=500)


class TargetView(Wire):
    """Where a playlist is kept, as what and for whom, and how its last sync went."""

    id: str
    library_id: str
    library_name: str
    kind: TargetKind
    user: str | None = None
    user_name: str | None = None
    target_key: str | None = None
    matched: int
    review: int
    missing: int
    unknown: int
    held: HoldReason | None = None
    held_digest: str | None = None
    last_sync_at: datetime | None = None
    last_status: ItemStatus | None = None
    last_error: str | None = None
    last_detail: str = ""


class TargetList(Wire):
    """All targets of a playlist, oldest first."""

    items: list[TargetView]


class TargetCreate(Wire):
    """Where to keep a playlist too. Without `kind` a playlist (an album: nothing is written)."""

    library_id: WantedId
    kind: TargetKind | None = None
    user: Clean | None = Field(default=None, max_length=500)


class TargetPlan(Wire):
    """What a sync would do with one target; without a `plan` nothing can be said now, `key` says why."""

    target: TargetView
    plan: PlanView | None = None
    key: str | None = None
    detail: str = ""


class TargetPlanList(Wire):
    """The plans of all targets, oldest target first."""

    items: list[TargetPlan]


class PlayIdView(Wire):
    """What a media player of Home Assistant takes: the integration it is of, and what its action wants."""

    player: str
    media_content_id: str
    media_content_type: str


class PlayView(Wire):
    """How to play a playlist from one library; `paths` are the files as the library's server sees them."""

    target_id: str
    library_id: str
    library_name: str
    place: str | None = None
    ids: list[PlayIdView]
    paths: list[str]


class PlayList(Wire):
    """How to play a playlist, from each library that has it."""

    items: list[PlayView]


class RefreshRequest(Wire):
    """A folder that the server shall look at, as the server sees it; without one all of the library."""

    folder: Clean | None = Field(default=None, min_length=1, max_length=4096)


class ListedRequest(Wire):
    """A file to wait for, as the server sees it, and for how long."""

    path: Clean = Field(min_length=1, max_length=4096)
    seconds: int = Field(default=60, ge=0, le=300)


class ListedView(Wire):
    """The track that has the file; none: it was not listed in that time."""

    track_key: str | None = None
