"""How films, shows, seasons and episodes are rated: from 1 to 10, as Trakt has it."""

from syncopate.domain.watch import Rating, Values
from syncopate.providers.trakt import parse
from syncopate.providers.trakt.parse import Row
from syncopate.providers.trakt.standing import Standing


def _values(row: Row) -> Values:
    return Values(rating=Rating(float(row.rating or 0), row.at))


RATINGS = Standing(path="sync/ratings", parse=parse.rated, values=_values, counted=True)
