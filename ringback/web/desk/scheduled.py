"""Replies that go out at a time of their author's choosing."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from ringback.kit.errors import Refusal
from ringback.tickets import drafting, scheduling
from ringback.tickets.models import Draft
from ringback.web.asked import Asked
from ringback.web.desk.drafts import listed
from ringback.web.desk.replies import ReplyForm
from ringback.web.desk.tickets import TICKET, after
from ringback.web.desk.uploads import attach_all
from ringback.web.find import find
from ringback.web.forms import first_problem
from ringback.web.pages import toast
from ringback.web.routes import route


@route(
    "tickets/<int:number>/scheduled-replies",
    name="scheduled",
    methods=("POST",),
    verb="ticket.reply",
    objects=TICKET,
)
def create(request: Asked, number: int) -> HttpResponse:
    form = ReplyForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    given = form.cleaned_data
    if given["send_at"] is None:
        raise Refusal(_("When is it to go out?"), field="send_at")
    attach_all(request, number, Draft.REPLY)
    draft = drafting.save(
        request.actor,
        number,
        Draft.REPLY,
        form.html(),
        listed(given),
        given["based_on"],
        given["version"] or None,
    )
    scheduling.schedule(request.actor, draft.pk, given["send_at"], form.written([]).status)
    return toast(after(request, number, compose="reply"), _("It goes out by itself"))


@route(
    "drafts/<int:id>/unscheduling",
    name="draft.unschedule",
    methods=("POST",),
    verb="ticket.reply",
    objects={"id": "draft"},
)
def withdraw(request: Asked, id: int) -> HttpResponse:
    number = find(Draft.objects.visible_to(request.actor), pk=id).ticket_id
    scheduling.unschedule(request.actor, id)
    return toast(after(request, number, compose="reply"), _("It stays a draft"))
