"""Parameters that many routes take, each bounded."""

from typing import Annotated

from fastapi import Path, Query

Id = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_-]+$", description="The id.")]
QueryId = Annotated[str | None, Query(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")]
Position = Annotated[int, Path(ge=0, le=1_000_000, description="Place in the playlist, from 0.")]
Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="How many to pass over.")]
Text = Annotated[str | None, Query(max_length=300, description="Words to look for.")]
