from ringback.search.store_postgres import stored


def test_each_token_stands_once_with_its_positions() -> None:
    assert stored(["a", "b", "a"]) == "'a':1,3 'b':2"


def test_quotes_and_backslashes_cannot_end_the_literal() -> None:
    assert stored(["a'b\\"]) == "'a''b\\\\':1"


def test_positions_start_again_where_a_tsvector_ends() -> None:
    literal = stored([f"w{n}" for n in range(16_385)])
    assert "'w16382':16383 'w16383':1 'w16384':2" in literal
