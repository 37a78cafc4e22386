"""When links are run after something happened: soon, once, and never dropped."""

from syncopate.sync.watch.live.bursts import Bursts
from syncopate.sync.watch.live.timing import Timing


def test_once_it_is_quiet() -> None:
    bursts = Bursts(Timing())
    for at in range(100):
        bursts.asked(["a"], at / 20)
    assert bursts.next_at() == 99 / 20 + 10
    assert bursts.taken(14.0) == frozenset()
    assert bursts.taken(15.0) == {"a"}
    assert bursts.taken(100.0) == frozenset()


def test_what_never_ends_does_not_wait_for_its_end() -> None:
    bursts = Bursts(Timing())
    taken = []
    for at in range(300):
        bursts.asked(["a"], float(at))
        if due := bursts.taken(float(at)):
            bursts.begun(due, float(at))
            taken.append(at)
    assert taken == [60, 121, 182, 243]


def test_one_link_at_most_once_a_minute_and_others_by_themselves() -> None:
    bursts = Bursts(Timing())
    bursts.asked(["a", "b"], 0.0)
    assert bursts.taken(10.0) == {"a", "b"}
    bursts.begun(["a", "b"], 10.0)
    bursts.asked(["a", "c"], 11.0)
    assert bursts.taken(21.0) == {"c"}
    assert bursts.waits(["a"])
    assert bursts.taken(69.0) == frozenset()
    assert bursts.taken(70.0) == {"a"}


def test_while_the_job_is_busy_it_waits_and_nothing_is_lost() -> None:
    bursts = Bursts(Timing())
    bursts.asked(["a"], 0.0)
    for at in (10.0, 15.0, 20.0):
        assert bursts.taken(at) == {"a"}
        # What comes in between is for the same one.
        bursts.asked(["a"], at)
        bursts.refused(["a"], at)
        assert bursts.taken(at + 4.9) == frozenset()
    assert bursts.taken(30.0) == {"a"}
    bursts.begun(["a"], 30.0)
    assert bursts.next_at() is None
