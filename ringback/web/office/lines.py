"""Contact points: the addresses people reach us at, with the servers behind them."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ringback.access.models import Team
from ringback.channels import consenting, lines
from ringback.channels.greetings import LONGEST, LONGEST_HOURS
from ringback.channels.models import Line
from ringback.kit.errors import Refusal
from ringback.kit.languages import read_tag
from ringback.web import moments
from ringback.web.asked import Asked
from ringback.web.find import find
from ringback.web.forms import StrictForm, say_no
from ringback.web.languages import written
from ringback.web.office.consent_form import ConsentForm, initial_of
from ringback.web.office.greeting_forms import HOURS, PLACES, GreetingForm, greeting_forms
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url

LINE = {"id": "line"}
_SECRETS = ("imap_secret", "smtp_secret")
_OWN = ("name", "address", "is_active", "acknowledges", "language", "greeting", "opening_hours")
_IMAP = ("imap_host", "imap_port", "imap_tls", "imap_user", "imap_folder", "after", "move_to")
_SMTP = ("smtp_host", "smtp_port", "smtp_tls", "smtp_user", "plus_addresses", "trusted_server")
_ADVICE = _("Stored sealed, never shown. Leave it empty to keep the one there is.")


class LineForm(StrictForm):
    name = forms.CharField(label=_("Name"), max_length=100)
    address = forms.CharField(label=_("Address that customers write to"), max_length=254)
    team = forms.ChoiceField(label=_("Team"))
    is_active = forms.BooleanField(label=_("Takes in mail"), required=False)
    imap_host = forms.CharField(label=_("IMAP server"), max_length=253, required=False)
    imap_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535)
    imap_tls = forms.ChoiceField(label=_("Encryption"), choices=Line.TLS)
    imap_user = forms.CharField(label=_("User"), max_length=254, required=False)
    imap_secret = forms.CharField(
        label=_("Password"), max_length=500, required=False, strip=False, help_text=_ADVICE
    )
    imap_folder = forms.CharField(label=_("Folder"), max_length=200)
    after = forms.ChoiceField(label=_("When mail was taken in"), choices=Line.AFTER)
    move_to = forms.CharField(label=_("Folder to move it to"), max_length=200)
    smtp_host = forms.CharField(label=_("SMTP server"), max_length=253, required=False)
    smtp_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535)
    smtp_tls = forms.ChoiceField(label=_("Encryption"), choices=Line.TLS)
    smtp_user = forms.CharField(label=_("User"), max_length=254, required=False)
    smtp_secret = forms.CharField(
        label=_("Password"), max_length=500, required=False, strip=False, help_text=_ADVICE
    )
    plus_addresses = forms.BooleanField(label=_("The server takes name+anything@ addresses"), required=False)
    trusted_server = forms.CharField(
        label=_("Server whose checks of senders are believed"), max_length=253, required=False
    )
    live_from = forms.DateTimeField(
        label=_("Mail is live from"),
        required=False,
        help_text=_(
            "Mail that reached the server before comes in silently: nothing is acknowledged. Empty: from now on."
        ),
    )
    acknowledges = forms.BooleanField(label=_("Acknowledge new requests"), required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("For customers whose language is not known, or none of those below."),
    )
    greeting = forms.CharField(
        label=_("Text of the acknowledgement"),
        max_length=LONGEST,
        required=False,
        help_text=format_lazy("{} {}", PLACES, _("Empty: words of the desk's own.")),
    )
    opening_hours = forms.CharField(label=HOURS, max_length=LONGEST_HOURS, required=False)
    version = forms.IntegerField(required=False)

    def __init__(self, request: Asked, **more: Any) -> None:
        super().__init__(**more)
        teams = Team.objects.visible_to(request.actor).filter(is_active=True).order_by("folded")
        self.fields["team"] = forms.ChoiceField(
            label=self.fields["team"].label, choices=[(str(team.pk), team.name) for team in teams]
        )
        own = str(self.data.get("language") or self.initial.get("language") or "")
        languages: Any = self.fields["language"]
        languages.choices = written(read_tag(own))

    def values(self, request: Asked) -> dict[str, Any]:
        """Fields as the verbs take them: the team as a row, no password where none was typed."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        given["team"] = find(Team.objects.visible_to(request.actor), pk=int(given["team"]))
        kept_if_empty = (*_SECRETS, "live_from", "language")
        return {name: value for name, value in given.items() if value or name not in kept_if_empty}


@route("office/lines", name="lines", verb="line.read")
def index(request: Asked) -> HttpResponse:
    found = Line.objects.visible_to(request.actor).select_related("team").order_by("-is_active", "folded")
    return render(request, "office/lines/index.html", {"viewer": request.viewer, "found": list(found)})


@route("office/lines/new", name="line.new", verb="line.write")
def new(request: Asked) -> HttpResponse:
    blank = Line(imap_tls="tls", smtp_tls="tls")
    return page(request, LineForm(request, initial=_initial(blank)), None)


@route("office/lines/new", name="line.new", methods=("POST",), verb="line.write")
def create(request: Asked) -> HttpResponse:
    form = LineForm(request, data=request.POST)
    if form.is_valid():
        try:
            values = form.values(request)
            line = lines.add(
                request.actor, values.pop("name"), values.pop("address"), values.pop("team"), **_added(values)
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("line", id=line.pk))
    return page(request, form, None, status=422)


@route("office/lines/<int:id>", name="line", verb="line.write", objects=LINE)
def show(request: Asked, id: int) -> HttpResponse:
    line = find_line(request, id)
    return page(request, form_of(request, line), line)


@route("office/lines/<int:id>", name="line", methods=("POST",), verb="line.write", objects=LINE)
def update(request: Asked, id: int) -> HttpResponse:
    line = find_line(request, id)
    form = LineForm(request, data=request.POST)
    if form.is_valid():
        try:
            lines.change(request.actor, id, form.values(request), form.cleaned_data["version"])
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("line", id=id))
    return page(request, form, line, status=422)


@route("office/lines/<int:id>/test", name="line.test", methods=("POST",), verb="line.write", objects=LINE)
def test(request: Asked, id: int) -> HttpResponse:
    line = find_line(request, id)
    return page(request, form_of(request, line), line, steps=lines.test(line))


def find_line(request: Asked, id: int) -> Line:
    """The contact point of the address, as the viewer may see it."""
    return find(Line.objects.visible_to(request.actor).select_related("team"), pk=id)


def form_of(request: Asked, line: Line) -> LineForm:
    """The form that shows what is known of a contact point."""
    return LineForm(request, initial=_initial(line))


def _initial(line: Line) -> dict[str, Any]:
    """Never the passwords: they are written and not read."""
    values = {name: getattr(line, name) for name in (*_OWN, *_IMAP, *_SMTP)}
    live_from = moments.for_input(line.live_from, timezone.get_current_timezone())
    return values | {"team": line.team_id, "live_from": live_from}


def _added(values: dict[str, Any]) -> dict[str, Any]:
    """`add` takes the end of a mail as one word and passwords by server; the rest goes through as it is."""
    after, folder = values.pop("after"), values.pop("move_to")
    secrets = {name.removesuffix("_secret"): values.pop(name) for name in _SECRETS if name in values}
    return {"after": f"{after}:{folder}", "secrets": secrets, **values}


def page(
    request: Asked,
    form: LineForm,
    line: Line | None,
    *,
    status: int = 200,
    steps: list[lines.Step] | None = None,
    greeting: GreetingForm | None = None,
    agreeing: StrictForm | None = None,
) -> HttpResponse:
    """The page of a contact point; `greeting` and `agreeing`: the form of one of its languages, or of its consent, as
    it was sent."""
    consent = consenting.consent_of(line) if line else None
    context = {
        "viewer": request.viewer,
        "form": form,
        "line": line,
        "steps": steps,
        "greetings": greeting_forms(line, greeting) if line else [],
        "sent": greeting,
        "consent": consent,
        "agreeing": agreeing or ConsentForm(initial=initial_of(consent)),
        "comes_back": consenting.back(),
    }
    return render(request, "office/lines/show.html", context, status=status)
