"""Numbers, sizes and durations as people read them."""

from datetime import timedelta

THIN_SPACE = "\u202f"
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
_STEP = 1000
_GROUPED_FROM = 10_000


def number(value: int) -> str:
    """Group thousands by thin spaces; four digits stay together."""
    if abs(value) < _GROUPED_FROM:
        return str(value)
    return f"{value:,}".replace(",", THIN_SPACE)


def size(count: int, decimal_mark: str = ".") -> str:
    """Return bytes with a decimal unit: 1.4 GB."""
    value = float(count)
    unit = _UNITS[0]
    for unit in _UNITS:
        if value < _STEP or unit == _UNITS[-1]:
            break
        value /= _STEP
    whole = unit == _UNITS[0] or value >= 100  # noqa: PLR2004 -- three digits are enough
    text = f"{value:.0f}" if whole else f"{value:.1f}"
    return f"{text.replace('.', decimal_mark)}{THIN_SPACE}{unit}"


def duration(length: timedelta | None) -> str:
    """Return m:ss, or h:mm:ss from an hour on; empty when it is not known."""
    if length is None:
        return ""
    seconds = max(0, round(length.total_seconds()))
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def seconds(said: float | None) -> str:
    """Return seconds as `duration` does; empty where they are no length that can be told."""
    try:
        return duration(None if said is None else timedelta(seconds=said))
    except OverflowError, ValueError:
        # A stored value of another service: no page dies of it.
        return ""


def took(length: timedelta | None) -> str:
    """Return how long work took: below ten seconds with tenths, else m:ss; empty when it is not known."""
    if length is None:
        return ""
    seconds = max(0.0, length.total_seconds())
    if seconds < 10:  # noqa: PLR2004 -- where tenths stop telling anything
        return f"{seconds:.1f}{THIN_SPACE}s"
    return duration(length)


def percent(score: float) -> str:
    """Return a score of 0..1 as whole per cent; only what is certain is 100."""
    return f"{int(score * 100)}{THIN_SPACE}%"


def shares(parts: tuple[int, ...]) -> tuple[float, ...]:
    """Return each part in per cent of all; what is there but tiny still shows (1 at least)."""
    total = sum(parts)
    if total == 0:
        return tuple(0.0 for _ in parts)
    lifted = [max(part * 100 / total, 1.0) if part else 0.0 for part in parts]
    scale = 100 / sum(lifted)
    return tuple(round(part * scale, 2) for part in lifted)
