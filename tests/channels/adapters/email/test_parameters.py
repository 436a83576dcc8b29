import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.parameters import read_parameters


@pytest.mark.parametrize(
    ("value", "head", "parameters"),
    [
        ("Text/Plain; Charset=UTF-8", "text/plain", {"charset": "UTF-8"}),
        ('multipart/mixed; boundary="a;b c"; x=y', "multipart/mixed", {"boundary": "a;b c", "x": "y"}),
        ("a/b; name=two words.pdf; x=y", "a/b", {"name": "two words.pdf", "x": "y"}),
        ("a/b; name*=utf-8'en'%E2%82%AC", "a/b", {"name": "€"}),
        ("a/b; name*1*=%AC; name*0*=utf-8''%E2%82", "a/b", {"name": "€"}),
        ("a/b; name*0*=utf-8''%E2%82%AC; name*1=\" b\"", "a/b", {"name": "€ b"}),
        ('a/b; name="=?utf-8?Q?=E2=82=AC?="', "a/b", {"name": "€"}),
        ("a/b; name=old; name*=utf-8''new", "a/b", {"name": "new"}),
        ('a/b; name="a\\"b"', "a/b", {"name": 'a"b'}),
        ('a/b; name="C:\\x\\y"', "a/b", {"name": "C:\\x\\y"}),
        ('a/b; name="never closed', "a/b", {"name": "never closed"}),
        ("a/b;; name=x;", "a/b", {"name": "x"}),
        ("a/b (comment); x=y (comment)", "a/b", {"x": "y"}),
        ("charset=utf-8", "", {"charset": "utf-8"}),
        ("", "", {}),
    ],
)
def test_parameters_are_read_as_they_were_meant(value: str, head: str, parameters: dict[str, str]) -> None:
    assert read_parameters(value) == (head, parameters)


@given(st.text(st.sampled_from("ab=;\"'*0%\\ /\n"), max_size=80))
def test_it_never_raises(value: str) -> None:
    head, parameters = read_parameters(value)
    assert ";" not in head
    assert all(name == name.lower() for name in parameters)


@pytest.mark.parametrize("unit", [";", "=", '"', "a=b;", "a*1*=%41;", '"\\', "a ", "("])
def test_endless_parameters_are_read_once(unit: str) -> None:
    """Each would take minutes if it cost the square of its length."""
    read_parameters("a/b;" + unit * (200_000 // len(unit)))
