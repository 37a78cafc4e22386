"""Results of items: stored with what the item lacked at that moment."""

from syncopate.domain.run import ItemResult
from syncopate.store import missing, runs
from syncopate.store.database import Connection


def put_result(connection: Connection, run_id: str, result: ItemResult) -> None:
    """Store what became of an item, with the entries it lacks as people read them."""
    lacking = (
        [row.entry.label for row in missing.rows(connection, mirror_id=result.item_id, last_known=True)]
        if result.missing
        else []
    )
    runs.put_item(connection, run_id, result, lacking)
