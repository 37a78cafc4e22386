"""Which page of a list is shown."""


def within(number: int, size: int, total: int) -> int:
    """Return the number of a page, the last one's where it lies beyond that; the first one is 1."""
    return min(number, max(-(-total // size), 1))
