"""The parameter `fields`: answers that tell only what is asked for."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from syncopate.errors import InvalidInput

ABOUT_FIELDS = "Fields of an item to tell, comma between; all when left out."
_LONGEST = 500

FieldsText = Annotated[str | None, Field(max_length=_LONGEST, description=ABOUT_FIELDS)]
Fields = Annotated[str | None, Query(max_length=_LONGEST, description=ABOUT_FIELDS)]


def chosen_fields(text: str | None, item: type[BaseModel]) -> frozenset[str] | None:
    """Return the fields of an item that shall be told, None: all. Raises InvalidInput that names another."""
    names = [name for part in (text or "").split(",") if (name := part.strip())]
    for name in names:
        if name not in item.model_fields:
            known = ", ".join(item.model_fields)
            raise InvalidInput(f"{name[:100]!r} is not a field of it. These are: {known}.", field="fields")
    return frozenset(names) or None


def told(answer: BaseModel, fields: frozenset[str] | None, *places: str) -> Response:
    """Answer with a model: the items in its lists of these names, else itself, tell these fields only."""
    content = answer.model_dump(mode="json")
    if fields is not None:
        if not places:
            content = _some(content, fields)
        for place in places:
            content[place] = _each(content[place], fields)
    return JSONResponse(content)


def _each(items: Sequence[Mapping[str, object]], fields: frozenset[str]) -> list[dict[str, object]]:
    return [_some(item, fields) for item in items]


def _some(item: Mapping[str, object], fields: frozenset[str]) -> dict[str, object]:
    return {name: value for name, value in item.items() if name in fields}
