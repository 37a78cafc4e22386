"""What the reasons of verdicts are called on the command line."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "decision": "you decided it",
    "same_id": "both carry the same identifier",
    "same_path": "the playlist names this very file",
    "agrees": "everything that is known agrees",
    "not_sure": "something alike is there, but not surely the same",
    "no_gap": "several fit about equally well",
    "conflict": "something alike is there, but it is another one",
    "other_edition": "only another edition is there",
    "nothing_similar": "nothing in the library is like it",
    "refused": "you said that what is here is not it",
    "never": "you said not to look for it again",
    "library_unknown": "the library cannot be read now, or was not read yet",
}


def in_words(reason: str) -> str:
    """Return a reason in words; one of a later version stays its key."""
    return REASONS.get(reason, reason)
