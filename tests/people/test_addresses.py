import pytest

from ringback.access import staff
from ringback.access.models import User
from ringback.kit.errors import Refusal
from ringback.ledger.actor import SYSTEM
from ringback.people import contacts


def test_an_address_is_kept_with_the_domain_that_its_owner_registered() -> None:
    assert contacts.addr_spec(" ann@straße.example ") == "ann@xn--strae-oqa.example"
    assert contacts.addr_spec("ann@strasse.example") == "ann@strasse.example"


def test_an_address_that_no_server_could_be_asked_about_is_refused() -> None:
    with pytest.raises(Refusal):
        contacts.addr_spec("ann@" + "ü" * 60 + ".example")


@pytest.mark.django_db
def test_whoever_signs_in_may_spell_the_domain_either_way() -> None:
    ann = staff.add(SYSTEM, "Ann@straße.example", "Ann", ["agent"])
    assert ann.email == "ann@xn--strae-oqa.example"
    assert User.objects.get_by_natural_key("ann@STRAßE.example") == ann
