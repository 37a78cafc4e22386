"""Forgetting what is known of watch state: then all begins as if it were new, and waits for approval."""

from sqlalchemy import Connection

from syncopate.store import links, watch_bases, watch_records, watch_vain


def forget_link(connection: Connection, link_id: str) -> None:
    """Let a link be as one that has never run."""
    watch_bases.forget(connection, link_id)
    watch_vain.forget(connection, link_id)
    links.begin_anew(connection, link_id)


def forget_account(connection: Connection, account_id: str) -> None:
    """Forget what an account said, since it is another's now: what is not there is no news of anybody."""
    watch_records.forget(connection, account_id)
    for link in links.every(connection):
        if account_id in {link.left_account_id, link.right_account_id}:
            forget_link(connection, link.id)
