"""What a process keeps for some seconds."""

from ringback.kit.remembered import Remembered, forget_all


def test_what_is_kept_is_asked_for_once_until_its_time_is_over() -> None:
    asked: list[int] = []
    at = [0.0]
    kept: Remembered[str, int] = Remembered(seconds=5, clock=lambda: at[0])

    def ask() -> int:
        asked.append(1)
        return len(asked)

    assert (kept.get_or("a", ask), kept.get_or("a", ask)) == (1, 1)
    at[0] = 4.9
    assert kept.get_or("a", ask) == 1
    at[0] = 5.1
    assert kept.get_or("a", ask) == 2
    forget_all()
    assert kept.get("a") is None


def test_it_never_grows_beyond_its_measure() -> None:
    kept: Remembered[int, int] = Remembered(seconds=60, most=10)
    for number in range(95):
        kept.keep(number, number)
    assert sum(kept.get(number) is not None for number in range(95)) <= 10
    assert kept.get(94) == 94
