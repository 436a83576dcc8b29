from ringback.kit.placeholders import fill, names, strange


def test_places_are_filled_and_what_is_filled_in_is_not_read_for_places() -> None:
    assert fill("{name}: {number}", {"name": "{number} & Co", "number": 7}) == "{number} & Co: 7"


def test_other_braces_stay_as_they_are() -> None:
    assert fill("{ } {} {x y} {number", {"number": 7}) == "{ } {} {x y} {number"


def test_what_nothing_fills_is_found() -> None:
    assert strange("{number} {nmber}", ["number", "name"]) == "{nmber}"
    assert strange("{number} { number }", ["number"]) == "{ number }"
    assert strange("a { b\n } and {number}", ["number"]) == ""


def test_whether_a_text_has_a_place() -> None:
    assert names("No. {number}", "number")
    assert not names("No. {numbers}", "number")
