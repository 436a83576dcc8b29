from itertools import pairwise

from ringback.cli.part import LONGEST_PAUSE, pause


def test_the_first_death_costs_no_time() -> None:
    assert pause(1) == 0.0


def test_pauses_grow_with_early_deaths_and_stop_growing() -> None:
    pauses = [pause(failures) for failures in range(1, 40)]
    assert all(before <= after for before, after in pairwise(pauses))
    assert pauses[-1] == LONGEST_PAUSE
