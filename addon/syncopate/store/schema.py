"""The whole schema: all modules of tables, read."""

from syncopate.store import (
    browse_tables,
    household_tables,
    job_tables,
    link_tables,
    shelf_tables,
    source_tables,
    want_tables,
)
from syncopate.store.tables import metadata

__all__ = [
    "browse_tables",
    "household_tables",
    "job_tables",
    "link_tables",
    "metadata",
    "shelf_tables",
    "source_tables",
    "want_tables",
]
