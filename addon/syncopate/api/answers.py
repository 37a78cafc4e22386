"""Which problems a route may answer with, as the contract declares them."""

from typing import Any

from syncopate.api.wire.base import Problem

_MEANINGS = {
    401: "No key, or one that is wrong, expired or revoked.",
    403: "The key is good, but not for this.",
    404: "There is nothing with this id.",
    409: "That does not go with the present state.",
    413: "More than is taken in.",
    422: "The request cannot be understood.",
    429: "Too many requests with this key; Retry-After tells the seconds to wait.",
    502: "Something outside did not answer as it should.",
    503: "Something needed does not answer now.",
    507: "A file could not be written; what was there before is untouched.",
}
_ALWAYS = (401, 403, 422, 429, 503)

SCHEMAS = "#/components/schemas/{model}"
"""Where the contract keeps its schemas."""

type Answers = dict[int | str, dict[str, Any]]


def problems(*statuses: int) -> Answers:
    """Return the declaration of these problems and of those that every guarded route has."""
    return {
        status: {
            "description": _MEANINGS[status],
            # Given as content, not as model: the framework would file it under the route's own media type.
            "content": {
                "application/problem+json": {"schema": {"$ref": SCHEMAS.format(model=Problem.__name__)}}
            },
        }
        for status in sorted({*_ALWAYS, *statuses})
    }
