"""What links, their plans, findings and records are called, translated when shown."""

from collections.abc import Mapping, Sequence

from syncopate.domain.link import Action, Became, Because, Ready
from syncopate.domain.watch import Feature, MediaType
from syncopate.planning.watching.guarding import Caution
from syncopate.store.watch_findings import FindingKind
from syncopate.store.watch_plans import CANCELLED, DEFERRED, PlanState
from syncopate.sync.watch.linking import Direction
from syncopate.web.texts import N_

FEATURES: Mapping[str, tuple[str, str, str]] = {
    Feature.HISTORY: ("eye", N_("History"), N_("What was watched, and when.")),
    Feature.RATINGS: ("star", N_("Ratings"), N_("How films, shows and episodes are rated.")),
    Feature.WATCHLIST: ("bookmark", N_("Watchlist"), N_("What shall be watched.")),
    Feature.PROGRESS: ("progress", N_("Progress"), N_("How far something was watched.")),
    Feature.LISTS: ("lines", N_("Lists"), N_("Which films and shows are in which list or collection.")),
}
"""Icon, name and what it is."""

RESPECTS: Mapping[str, str] = {
    Feature.HISTORY: N_("history"),
    Feature.RATINGS: N_("ratings"),
    Feature.WATCHLIST: N_("watchlist"),
    Feature.PROGRESS: N_("progress"),
    Feature.LISTS: N_("lists"),
}
"""The same within a sentence."""

TYPES: Mapping[str, tuple[str, str]] = {
    MediaType.MOVIE: ("film", N_("Films")),
    MediaType.SHOW: ("tv", N_("Shows")),
    MediaType.SEASON: ("tv", N_("Seasons")),
    MediaType.EPISODE: ("tv", N_("Episodes")),
}

ARROWS: Mapping[Direction, str] = {
    Direction.TO_RIGHT: "right",
    Direction.TO_LEFT: "left",
    Direction.BOTH: "both",
}
"""The icon of each way."""

ACTIONS: Mapping[str, str] = {
    Action.WATCH: N_("watched"),
    Action.UNWATCH: N_("not watched any more"),
    Action.PLACE: N_("position"),
    Action.UNPLACE: N_("no position any more"),
    Action.RATE: N_("rated"),
    Action.UNRATE: N_("not rated any more"),
    Action.LIST: N_("on the watchlist"),
    Action.UNLIST: N_("off the watchlist"),
    Action.ENLIST: N_("into a list"),
    Action.DELIST: N_("off a list"),
}

IN_LIST: Mapping[str, str] = {
    Action.ENLIST: N_("add to the list “%(list)s”"),
    Action.DELIST: N_("take off the list “%(list)s”"),
}
"""What is done to a title in one list."""

SIGNS: Mapping[str, str] = {"add": N_("add"), "remove": N_("remove"), "change": N_("change")}
"""What the sign before a write means."""

BECAUSE: Mapping[str, str] = {
    Because.ADDED: N_("%(from)s has it, and it was never here"),
    Because.CHANGED: N_("it changed at %(from)s"),
    Because.REMOVED: N_("it was taken back at %(from)s"),
    Because.NEWER: N_("the word of %(from)s is newer"),
    Because.PREFERRED: N_("no date says which is newer, and %(from)s is preferred"),
}

READY: Mapping[str, str] = {
    Ready.NO_COUNTERPART: N_("no such title there"),
    Ready.PLAYING: N_("is being watched there: next time"),
    Ready.PART_UNSEEN: N_("the file there holds other episodes that were not seen yet"),
}

CAUTIONS: Mapping[str, str] = {
    Caution.NEW_LINK: N_("This link is new: it writes nothing until you have approved a plan of it."),
    Caution.FIRST_REMOVALS: N_("It would take something back in its very first run."),
    Caution.MANY_REMOVALS: N_(
        "At %(side)s it would take back %(removals)s of %(of)s in %(feature)s: more than the link may."
    ),
    Caution.WOULD_EMPTY: N_("It would take back all that %(side)s holds in %(feature)s: %(of)s."),
    Caution.SHRUNKEN: N_(
        "%(side)s suddenly says less than half of before in %(feature)s: %(removals)s of %(of)s are gone."
    ),
}
EMPTIES_LIST = N_("It would take all off the list “%(list)s” at %(side)s: %(of)s.")
"""Why a plan waits that would empty one list of several."""

OUTCOMES: Mapping[str, tuple[str, str]] = {
    Became.APPLIED: ("good", N_("written")),
    Became.UNCHANGED: ("good", N_("so already")),
    Became.UNRESOLVED: ("warn", N_("without counterpart")),
    DEFERRED: ("none", N_("put off")),
    Became.FAILED: ("bad", N_("failed")),
    "held": ("warn", N_("to be decided")),
    Became.IN_DOUBT: ("warn", N_("not certain")),
    CANCELLED: ("none", N_("cancelled")),
    "pending": ("none", N_("not written yet")),
}
"""What can become of writes, in the order in which a sum is told: mood and word."""

STATES: Mapping[str, tuple[str, str]] = {
    PlanState.PREVIEW: ("none", N_("only looked at")),
    PlanState.HELD: ("warn", N_("waits for you")),
    PlanState.APPROVED: ("busy", N_("approved")),
    PlanState.APPLYING: ("busy", N_("being written")),
    PlanState.DONE: ("good", N_("done")),
    PlanState.DISCARDED: ("none", N_("discarded")),
    PlanState.REPLACED: ("none", N_("replaced by a later one")),
}

FINDINGS: Mapping[str, tuple[str, str, str, str]] = {
    FindingKind.CONFLICT: (
        "alert",
        "bad",
        N_("Contradicting ids"),
        N_("Records that name each other the same and themselves differently: none of them is touched."),
    ),
    FindingKind.DUPLICATE: (
        "tiles",
        "warn",
        N_("Twice there"),
        N_("Several records of one side are one title; they are kept alike."),
    ),
    FindingKind.NO_IDS: (
        "question",
        "warn",
        N_("Without ids"),
        N_("No id says what it is, so it is told by its name or file alone, if at all."),
    ),
    FindingKind.NO_COUNTERPART: (
        "missing",
        "none",
        N_("Without counterpart"),
        N_("The other side has no such title; it is tried again when its library changes."),
    ),
    FindingKind.UNRESOLVED: (
        "missing",
        "warn",
        N_("Not known there"),
        N_("It was written, and the service said that it knows no such title; each run tries it again."),
    ),
    FindingKind.IMPOSSIBLE: (
        "alert",
        "warn",
        N_("Cannot be"),
        N_("What an account says is impossible, as a date in the future, and was not believed."),
    ),
}
"""Icon, mood, name, and what it means."""

PACES: Sequence[tuple[int, str]] = (
    (15, N_("at most every 15 minutes")),
    (60, N_("at most once an hour")),
    (180, N_("every 3 hours")),
    (360, N_("every 6 hours")),
    (720, N_("twice a day")),
    (1440, N_("once a day")),
    (10080, N_("once a week")),
)
"""How often a link may run, in minutes, other than with every run of the job."""

SAID: Mapping[str, str] = {
    "linked": N_("Linked. What it would do is being looked at; nothing is written."),
    "linked_later": N_("Linked. Look what it would do; nothing is written before you say so."),
    "previewing": N_("Both accounts are being read. Nothing is written."),
    "link_started": N_("Started."),
    "link_on": N_("Switched on."),
    "link_off": N_("Switched off: it does not run by itself."),
    "approved": N_("Approved. It is being written."),
    "approved_later": N_("Approved. The next run writes it."),
    "discarded": N_("Discarded. The next run plans anew, and does not ask for the same again."),
    "link_forgotten": N_("Forgotten. Its next run is as its first, and waits for you."),
    "returning": N_("It is being brought back. What it says now is captured first."),
    "blocked": N_("Noted: it is not touched any more."),
    "same_said": N_("Noted. The next run goes by it."),
    "word_taken_back": N_("Taken back. The next run goes by it."),
    "record_deleted": N_("It is taken away there."),
    "record_not_deleted": N_("It could not be taken away there."),
}
"""What a page says after something was done with a link."""

DETAILS: Sequence[str] = (
    N_("A link is between two accounts."),
    N_("{name} tells nothing of what was watched."),
    N_("Choose at least one of history, ratings, watchlist, progress and lists."),
    N_("{one} and {other} have nothing in common to keep in step."),
    N_("Not both accounts have {field}."),
    N_("Say which way {field} passes."),
    N_("Of {field} nothing would pass."),
    N_("Both ways can bring conflicts, doubles, overwritten and removed entries: say that you know."),
    N_("Choose at least one kind of titles."),
    N_(
        "{one} and {other} are linked for {field} already, by {name}: change that link, or choose other "
        "kinds of titles or other libraries."
    ),
    N_("A limit is a number from 0 on, a share one from 0 to 1."),
    N_("At most {number} lists can be named, each in {longest} letters."),
    N_("A number from 0 on is needed, and a share from 0 to 100 per cent."),
    N_("A link runs every five minutes at most."),
    N_("Choose how often it runs."),
    N_("No plan of this link waits."),
    N_("This plan is {field} already."),
    N_("An id is written as imdb:tt0111161; known are {kinds}."),
    N_("An id cannot be said to be itself."),
    N_("{id} is no id of such a title: one is written as {example}."),
    N_("{one} was said to be {other} already: that leads in a circle."),
    N_("{name} does not link {other}."),
    N_("That record is a title of another kind."),
    N_("Say it of an id, or of a record by its account and its key there."),
    N_("Say what the id is of."),
    N_("{name} can only be read."),
    N_("{name} takes no files."),
    N_("{name} cannot be read now: {why}"),
    N_("Choose at least one library of {name}."),
    N_("Choose what shall be taken away."),
    N_("Choose a file that holds something."),
)
"""Sentences that errors about links come with."""
