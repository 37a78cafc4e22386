"""What plans, their writes and the places they are for are called, translated when shown."""

from collections.abc import Mapping

from syncopate.domain.plan import HoldReason, OperationKind, OutcomeKind, Why
from syncopate.domain.target import TargetKind
from syncopate.web.texts import N_

OPERATIONS: Mapping[str, tuple[str, str]] = {
    OperationKind.CREATE: ("✦", N_("create")),
    OperationKind.RENAME: ("✎", N_("rename")),
    OperationKind.ADD: ("+", N_("add")),
    OperationKind.REMOVE: ("\N{MINUS SIGN}", N_("remove")),
    OperationKind.MOVE: ("↕", N_("move")),
    OperationKind.DESCRIBE: ("¶", N_("describe")),
    OperationKind.COVER: ("▣", N_("change the picture")),
}

WHYS: Mapping[str, str] = {
    Why.NEW_TARGET: N_("it is not on the server yet"),
    Why.RENAMED: N_("it has a new name"),
    Why.IN_SOURCE: N_("it is in the source"),
    Why.LEFT_SOURCE: N_("it left the source"),
    Why.NOT_IN_SOURCE: N_("it was added by hand and is not in the source"),
    Why.MATCH_CHANGED: N_("a better track was found or chosen"),
    Why.NO_LONGER_MATCHED: N_("no track stands for it any more"),
    Why.ORDER: N_("the order of the source"),
    Why.CHANGED_IN_SOURCE: N_("the source has changed it"),
}

SHOWN: Mapping[str, str] = {
    OperationKind.DESCRIBE: N_("The description"),
    OperationKind.COVER: N_("The picture"),
}
"""What is written by an operation that has no track."""

HOLDS: Mapping[str, str] = {
    HoldReason.WOULD_EMPTY: N_("It would empty the playlist."),
    HoldReason.MASS_REMOVAL: N_("It would remove a large part of the playlist."),
    HoldReason.TARGET_GONE: N_("The playlist is no longer there; somebody may have deleted it."),
}

KINDS: Mapping[str, str] = {
    TargetKind.PLAYLIST: N_("playlist"),
    TargetKind.COLLECTION: N_("collection"),
    TargetKind.FAVOURITES: N_("favourites"),
    TargetKind.NOTHING: N_("only what is missing is shown"),
}

KEPT_AS: Mapping[str, str] = {
    TargetKind.PLAYLIST: N_("a playlist"),
    TargetKind.COLLECTION: N_("a collection"),
    TargetKind.FAVOURITES: N_("my favourites"),
    TargetKind.NOTHING: N_("nothing: only show what is missing"),
}
"""The answers to what it shall be kept as."""

OUTCOMES: Mapping[str | None, str] = {
    OutcomeKind.APPLIED: N_("written"),
    OutcomeKind.UNCHANGED: N_("nothing to do"),
    OutcomeKind.HELD: N_("waits for you"),
    OutcomeKind.FAILED: N_("failed"),
    OutcomeKind.IN_DOUBT: N_("not certain whether it was written"),
    None: N_("begun; the next sync looks what became of it"),
}

OUTCOME_MOOD: Mapping[str | None, str] = {
    OutcomeKind.APPLIED: "good",
    OutcomeKind.UNCHANGED: "good",
    OutcomeKind.HELD: "warn",
    OutcomeKind.FAILED: "bad",
    OutcomeKind.IN_DOUBT: "warn",
    None: "none",
}
