"""The ids of stored things."""

import uuid


def new_id() -> str:
    """Return a UUIDv7 as text: ids sort by age."""
    return str(uuid.uuid7())
