"""The revision of the rules goes up with every change of a verdict or a name: what is kept is found anew then.

`verdicts.json` holds what the rules of one revision say of the catalogue's traps. When this fails, raise
`MATCHER_REVISION` and write the file anew: `addon/.venv/bin/python tests/engine/matching/test_revision.py`.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from corpus_cases import FOLDER, Case, load
from syncopate.matching import Decisions, LibraryIndex, entry_identity, match_entry, track_identities
from syncopate.matching.revision import MATCHER_REVISION

KEPT = Path(__file__).with_name("verdicts.json")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _said(case: Case) -> str:
    """Return what the rules say of a case: the verdict with its scores, and the names that are kept."""
    match = match_entry(case.entry, LibraryIndex.build(case.library), Decisions())
    scores = [(each.track_key, each.score) for each in match.candidates]
    names = [sorted(track_identities(track)) for track in case.library]
    return repr(
        (match.verdict.value, match.reason, match.track_key, scores, entry_identity(case.entry), names)
    )


def _now() -> Iterator[tuple[str, str]]:
    """Give what is said by what is asked (a case reworded is another case), of every third case of the catalogues."""
    catalogue = [case for case in load(FOLDER) if case.catalogue]
    for case in catalogue[::3]:
        yield _digest(repr((case.library, case.entry))), _digest(_said(case))


def test_the_revision_goes_up_with_every_change_of_the_rules() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    now = dict(_now())
    shared = now.keys() & kept["said"].keys()
    assert len(shared) > len(now) // 2, "most cases are new: write the file anew"
    changed = [asked for asked in shared if now[asked] != kept["said"][asked]]
    if changed:
        assert kept["revision"] < MATCHER_REVISION, (
            f"{len(changed)} verdicts or names changed: raise the revision"
        )
    assert not changed, "write the file anew, for the revision that there is"


def test_the_file_is_of_this_revision() -> None:
    assert json.loads(KEPT.read_text(encoding="utf-8"))["revision"] == MATCHER_REVISION


if __name__ == "__main__":
    KEPT.write_text(
        json.dumps({"revision": MATCHER_REVISION, "said": dict(sorted(_now()))}, indent=1) + "\n",
        encoding="utf-8",
    )
