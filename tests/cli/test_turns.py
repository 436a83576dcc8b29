import threading

from hypothesis import given
from hypothesis import strategies as st

from ringback.cli.turns import LONGEST_PAUSE, LOOK, pause, turn_after_turn
from ringback.kit.loop import Loop
from tests.fresh import Fresh


@given(st.floats(0.01, 86_400), st.integers(1, 1000))
def test_a_failing_loop_never_runs_hot_and_never_sleeps_for_long(every: float, failures: int) -> None:
    assert 0.5 <= pause(every, failures) <= LONGEST_PAUSE


@given(st.floats(0.01, 86_400))
def test_a_loop_that_works_keeps_its_own_time(every: float) -> None:
    assert pause(every, 0) == every
    assert pause(every, 0, alone=True) == min(every, LOOK)


def test_a_failure_is_tried_again(fresh_db: Fresh) -> None:
    stop, turns = threading.Event(), []

    def work(stop: threading.Event) -> int:
        turns.append(len(turns))
        if len(turns) == 1:
            raise ValueError("the first turn fails")
        stop.set()
        return 0

    turn_after_turn(Loop("tried again", 0.01, work), stop)
    assert turns == [0, 1]


def test_what_one_worker_does_is_not_done_again_before_its_time(fresh_db: Fresh) -> None:
    stop, done = threading.Event(), []

    def work(stop: threading.Event) -> int:
        done.append("once")
        return 0

    loops = [Loop("seal", 3600, work, alone=True), Loop("stopper", 0.01, lambda stop: stop.set() or 0)]
    for loop in (loops[0], loops[1]):
        stop.clear()
        threading.Timer(0.3, stop.set).start()
        turn_after_turn(loop, stop)
    stop.clear()
    threading.Timer(0.3, stop.set).start()
    turn_after_turn(loops[0], stop)
    assert done == ["once"]
