import pytest

from ringback.kit.languages import fitting, name_of, read_tag, runs_from_the_right, translated


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("de", "de"),
        (" DE ", "de"),
        ("pt_BR", "pt-br"),
        ("zh-Hant", "zh-hant"),
        ("es-419", "es-419"),
        ("zh-hant-tw", "zh-hant-tw"),
        ("", ""),
        ("German", ""),
        ("d", ""),
        ("de-", ""),
        ("../de", ""),
        ("de\nfr", ""),
        ("dé", ""),
    ],
)
def test_a_tag_is_read_however_it_is_written_and_nothing_else_is(written: str, tag: str) -> None:
    assert read_tag(written) == tag


@pytest.mark.parametrize(
    ("wanted", "offered", "found"),
    [
        ("de", ["en", "de"], "de"),
        ("de-at", ["en", "de"], "de"),
        ("pt", ["en", "pt-br"], "pt-br"),
        ("pt-br", ["pt", "pt-br"], "pt-br"),
        ("pt-pt", ["pt-br"], ""),
        ("zh-hant-tw", ["zh-hant", "zh"], "zh-hant"),
        ("e", ["en"], ""),
        ("", ["en"], ""),
    ],
)
def test_readers_get_their_language_or_one_that_they_read(
    wanted: str, offered: list[str], found: str
) -> None:
    assert fitting(wanted, offered) == found


def test_some_languages_run_from_the_right() -> None:
    assert all(map(runs_from_the_right, ["ar", "ar-dz", "he", "fa", "ur", "pa-arab", "yi"]))
    assert not any(map(runs_from_the_right, ["en", "de", "pa", "az", "arn"]))


def test_a_language_is_called_as_its_speakers_call_it() -> None:
    assert [name_of("de"), name_of("tlh")] == ["Deutsch", "tlh"]


def test_the_desk_always_speaks_english() -> None:
    assert "en" in translated()
