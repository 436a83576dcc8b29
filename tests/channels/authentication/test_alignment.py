import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.authentication import aligned


@pytest.mark.parametrize(
    ("domain", "by", "yes"),
    [
        ("a.example", "A.example.", True),
        ("x.a.example", "a.example", True),
        ("a.example", "x.a.example", True),
        ("y.a.example", "x.a.example", True),
        ("shop.co.uk", "mail.shop.co.uk", True),
        ("ann.github.io", "www.ann.github.io", True),
        ("xn--strae-oqa.example", "mail.xn--strae-oqa.example", True),
        ("a.example", "example", False),
        ("a.example", "b.example", False),
        ("shop.co.uk", "other.co.uk", False),
        ("shop.co.uk", "co.uk", False),
        ("co.uk", "shop.co.uk", False),
        ("ann.github.io", "eve.github.io", False),
        ("xn--85x722f.xn--55qx5d.cn", "xn--55qx5d.cn", False),
        ("192.0.2.1", "9.9.2.1", False),
        ("[192.0.2.1]", "[9.9.2.1]", False),
        ("a", "", False),
        ("", "", False),
    ],
)
def test_domains_of_one_owner_are_aligned_both_ways(domain: str, by: str, yes: bool) -> None:
    assert aligned(domain, by) is yes
    assert aligned(by, domain) is yes


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_is_called_a_domain_nothing_is_raised(domain: str, by: str) -> None:
    aligned(domain, by)
    aligned(f"{domain}.com", f"{by}.com")
