"""Other names of artists: the table everybody has, and the user's own."""

from datetime import timedelta

from syncopate.domain.match import Match, Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching import Decisions, LibraryIndex, match_entry
from syncopate.matching.aliases import NO_ALIASES, Aliases
from syncopate.matching.artists import artist_key
from syncopate.matching.known_names import COMPOSERS, KNOWN_ALIASES

LENGTH = timedelta(seconds=215)


def found(wanted: str, held: str, aliases: Aliases) -> Match:
    entry = Entry(position=0, title="One Song of Theirs", artists=(wanted,), duration=LENGTH)
    track = Track(key="0", title="One Song of Theirs", artists=(held,), duration=LENGTH)
    return match_entry(entry, LibraryIndex.build([track]), Decisions(), aliases)


def test_names_of_a_group_are_each_others() -> None:
    table = Aliases.among([["Prince", "The Artist"], ["Ye", "Kanye West", "Yeezy"]])
    assert table.of([artist_key("Kanye West")]) == {"ye", "yeezy"}
    assert table.of([artist_key("Prince")]) == {artist_key("The Artist")}
    assert table.of(["somebody"]) == frozenset()


def test_groups_that_share_a_name_stay_apart() -> None:
    table = Aliases.among([["Nirvana", "Nirvana UK"], ["Nirvana", "Nirvana US"]])
    assert table.of([artist_key("Nirvana UK")]) == {"nirvana"}


def test_what_the_user_writes() -> None:
    table = Aliases.written("Die Ärzte = Die beste Band der Welt\n\n  Łona=Łona i Webber = Lona \nalone\n")
    assert table.of([artist_key("Die Ärzte")]) == {artist_key("Die beste Band der Welt")}
    assert artist_key("Łona i Webber") in table.of([artist_key("Lona")])
    assert table.of(["alone"]) == frozenset()


def test_tables_are_put_together() -> None:
    both = Aliases.among([["a b", "c d"]]).and_also(Aliases.among([["a b", "e f"]]))
    assert both.of(["ab"]) == {"cd", "ef"}


def test_the_users_own_names_match() -> None:
    assert found("Band One", "Völlig Anders", KNOWN_ALIASES).verdict is Verdict.MISSING
    own = KNOWN_ALIASES.and_also(Aliases.written("Band One = Völlig Anders"))
    assert found("Band One", "Völlig Anders", own).verdict is Verdict.MATCH
    assert found("Völlig Anders", "Band One", own).verdict is Verdict.MATCH


def test_the_table_knows_what_no_rule_can() -> None:
    assert found("Hiroyuki Sawano", "澤野弘之", NO_ALIASES).verdict is not Verdict.MATCH
    assert found("Hiroyuki Sawano", "澤野弘之", KNOWN_ALIASES).verdict is Verdict.MATCH


def test_composers_are_known_by_each_of_their_names() -> None:
    assert {
        artist_key(name) for name in ("J.S. Bach", "Johann Sebastian Bach", "Händel", "Чайковский")
    } - COMPOSERS == {artist_key("Чайковский")}
