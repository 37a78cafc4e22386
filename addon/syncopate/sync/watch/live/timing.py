"""How long things are waited for, in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """All of it together, so that tests need not wait as long.

    `again`: the same said of one thing within it is one telling. `settle`: a play that begins, pauses and
    goes on is told of once it has been so for that long; `apart` lies between two such tellings of one play.
    `least`: less was not watched, somebody looked what it is. `quiet`: a run is asked for once nothing
    happened for so long, at the latest after `longest`, and of one link every `between` at most; while the
    job runs it is asked for again after `busy`. A connection that broke is opened again after `first_pause`,
    each time twice as long until `last_pause`, and from the beginning once it stood for `steady`. `look`: how
    often it is looked which connections there have to be; `remember`, `retry`: how long it is remembered who
    an account's user is, and that this could not be told.
    """

    again: float = 5.0
    settle: float = 2.0
    apart: float = 15.0
    least: float = 60.0
    quiet: float = 10.0
    longest: float = 60.0
    between: float = 60.0
    busy: float = 5.0
    first_pause: float = 1.0
    last_pause: float = 300.0
    steady: float = 60.0
    look: float = 15.0
    remember: float = 600.0
    retry: float = 60.0
