"""Wire models of what single accounts say: records, libraries, captures, and what the user says of titles."""

from datetime import datetime

from pydantic import Field

from syncopate.api.wire.base import Clean, Pagination, WantedId, Wire
from syncopate.api.wire.links import TitleView, ValueView, WatchCounts
from syncopate.domain.watch import Feature, MediaType


class RecordView(Wire):
    """One thing at an account, and what it says of it."""

    key: str
    label: str
    title: TitleView
    history: ValueView | None = None
    progress: ValueView | None = None
    rating: ValueView | None = None
    watchlist: ValueView | None = None
    lists: ValueView | None = None
    length_ms: int | None = None
    section: str | None = None


class RecordPage(Wire):
    """A page of an account's records, by name."""

    items: list[RecordView]
    page: Pagination


class SectionView(Wire):
    """A library of films or shows."""

    key: str
    name: str
    type: MediaType
    paths: list[str]
    count: int | None = None


class SectionList(Wire):
    """An account's libraries."""

    items: list[SectionView]


class CaptureView(Wire):
    """The state of an account at one time, in some respects."""

    id: str
    account_id: str
    account: str
    link_id: str | None = None
    run_id: str | None = None
    made_at: datetime
    features: list[Feature]
    records: int


class CaptureList(Wire):
    """All captures, the newest first."""

    items: list[CaptureView]


class WrittenView(Wire):
    """What came of writes that were asked for: how many, and why some failed."""

    account: str
    counts: WatchCounts
    reasons: list[str] = Field(default_factory=list)


class RecordDelete(Wire):
    """Which record is taken away, in which respects; none named: in all."""

    key: Clean = Field(min_length=1, max_length=500)
    features: list[Feature] | None = Field(default=None, min_length=1, max_length=10)


class OverrideView(Wire):
    """What the user says of an id: blocked, or (`same_as`) another title's. `link_id` null: at every link.

    Of what has no id that is said of an account's record, by its `key` there; then `about` is null.
    """

    id: str
    link_id: str | None = None
    type: MediaType
    about: str | None = None
    account_id: str | None = None
    key: str | None = None
    same_as: str | None = None
    label: str = ""
    created_at: datetime


class OverrideList(Wire):
    """All of them, the oldest first."""

    items: list[OverrideView]


class OverrideCreate(Wire):
    """Something to say of an id, written as imdb:tt0111161, or of an account's record that has none.

    Of an id: `type` and `about`; of a record: `account_id` and its `key` there.
    """

    type: MediaType | None = None
    about: Clean | None = Field(default=None, min_length=3, max_length=300)
    account_id: WantedId | None = None
    key: Clean | None = Field(default=None, min_length=1, max_length=2000)
    same_as: Clean | None = Field(default=None, min_length=3, max_length=300)
    link_id: WantedId | None = None
    label: Clean = Field(default="", max_length=500)


class OddRowView(Wire):
    """A row of an imported file that was not read as it stands; `line` counts from 1."""

    line: int
    reason: str
    kept: bool = False


class ImportResult(Wire):
    """What came of importing a file."""

    format: str
    records: int
    changed: int
    odd: list[OddRowView] = Field(default_factory=list)


class FileFormatView(Wire):
    """A kind of file that can be written."""

    name: str
    label: str
    file_name: str


class FileFormatList(Wire):
    """Kinds of files that can be written."""

    items: list[FileFormatView]
