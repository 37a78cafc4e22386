"""Parameters that many routes take, each bounded."""

from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator

from syncopate.store.encoding import clean

Id = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_-]+$", description="The id.")]
QueryId = Annotated[str | None, Query(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")]
Position = Annotated[int, Path(ge=0, le=1_000_000, description="Place in the playlist, from 0.")]
Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="How many to pass over.")]
Text = Annotated[
    str | None,
    AfterValidator(lambda text: text and clean(text)),
    Query(max_length=300, description="Words to look for."),
]
Label = Annotated[
    str | None,
    AfterValidator(lambda text: text and clean(text)),
    Query(max_length=100, description="Only playlists with this label."),
]
Words = Annotated[
    str,
    AfterValidator(clean),
    Query(min_length=1, max_length=300, description="Words to look for."),
]
Shelf = Annotated[
    str,
    AfterValidator(clean),
    Query(max_length=500, description="The key of a shelf."),
]
