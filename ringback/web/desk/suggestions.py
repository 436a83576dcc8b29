"""Suggestions while somebody types a name: customers for a mail, colleagues and teams for a note."""

from django.db.models import Q
from django.http import HttpResponse, JsonResponse

from ringback.access.models import Team, User
from ringback.channels.adapters.email.parsed import Address
from ringback.kit.text import fold
from ringback.people.models import Contact
from ringback.web import addresses
from ringback.web.asked import Asked
from ringback.web.routes import route

_MOST = 8


@route("suggestions/contacts", name="suggestions.contacts", verb="contact.read")
def contacts(request: Asked) -> HttpResponse:
    typed = fold(request.GET.get("q", ""))[:100].strip()
    begins = Q(folded__startswith=typed) | Q(identities__kind="email", identities__folded__startswith=typed)
    seen = Contact.objects.visible_to(request.actor).filter(begins).distinct().order_by("folded", "id")
    found = seen.prefetch_related("identities")[:_MOST] if len(typed) > 1 else []
    return JsonResponse({"found": [one for contact in found for one in _reached_by(contact)][:_MOST]})


@route("suggestions/people", name="suggestions.people", verb="note.write")
def people(request: Asked) -> HttpResponse:
    typed = fold(request.GET.get("q", ""))[:100].strip()
    teams = Team.objects.visible_to(request.actor).filter(is_active=True).order_by("folded")
    staff = User.objects.visible_to(request.actor).filter(is_active=True).exclude(roles="").order_by("name")
    found = [(f"team:{team.pk}", team.name) for team in teams if typed in team.folded]
    found += [
        (f"user:{user.pk}", user.name or user.email)
        for user in staff
        if typed in fold(f"{user.name} {user.email}")
    ]
    return JsonResponse({"found": [{"value": value, "label": label} for value, label in found[:_MOST]]})


def _reached_by(contact: Contact) -> list[dict[str, str]]:
    mail = [identity.value for identity in contact.identities.all() if identity.kind == "email"]
    written = [addresses.written([Address(contact.name, value)]) for value in mail]
    return [{"value": one, "label": one} for one in written]
