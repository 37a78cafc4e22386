"""What shall be watched. The list has a time of its own, which each change moves."""

from syncopate.domain.watch import Listed, Values
from syncopate.providers.trakt import parse
from syncopate.providers.trakt.parse import Row
from syncopate.providers.trakt.standing import Standing


def _values(row: Row) -> Values:
    return Values(listed=Listed(row.at))


WATCHLIST = Standing(path="sync/watchlist", parse=parse.listed, values=_values, counted=False)
