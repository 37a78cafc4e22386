"""Whether a title can be told to a side that has never seen it."""

from syncopate.domain.watch import MediaType, Title


def is_called(title: Title) -> bool:
    """Tell whether a title has a name for whoever takes any, and what the next reading knows it by."""
    if title.type is MediaType.EPISODE and title.show_ids:
        return title.absolute is not None or title.aired is not None
    placed = title.season is not None and (title.type is MediaType.SEASON or title.number is not None)
    if title.type in {MediaType.SEASON, MediaType.EPISODE}:
        return bool(title.show_name and title.path) and placed
    return bool(title.name and title.path)


def is_named(title: Title) -> bool:
    """Tell whether somebody who has never seen the record can know which title is meant."""
    if title.type is MediaType.EPISODE:
        return bool(title.ids) or (bool(title.show_ids) and title.number is not None)
    if title.type is MediaType.SEASON:
        return bool(title.ids) or (bool(title.show_ids) and title.season is not None)
    return bool(title.ids)
