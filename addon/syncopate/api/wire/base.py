"""What all wire models share."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from syncopate.store.encoding import clean

WantedId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")]
"""An id in a request."""

Clean = Annotated[str, AfterValidator(clean)]
"""Text that every database takes."""

NAME = Field(min_length=1, max_length=300)


class Wire(BaseModel):
    """A model of the wire: what we do not know in a request is refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Problem(BaseModel):
    """An error as RFC 9457 problem+json. `key` is stable and is Home Assistant's translation key."""

    model_config = ConfigDict(extra="forbid")

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    key: str
    placeholders: dict[str, str] = Field(default_factory=dict)


class Pagination(Wire):
    """Where a page lies in the whole."""

    total: int
    limit: int
    offset: int
