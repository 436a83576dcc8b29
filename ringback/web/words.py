"""Words and colours for what the core keeps as numbers and enumerations."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ringback.tickets.models import Category

Words = Mapping[str, Promise]

PRIORITIES: Mapping[int, Promise] = {1: _("Urgent"), 2: _("High"), 3: _("Normal"), 4: _("Low")}
TYPES: Words = {
    "question": _("Question"),
    "fault": _("Fault"),
    "service_request": _("Service request"),
    "feedback": _("Feedback"),
    "order": _("Order"),
    "sales_lead": _("Sales lead"),
}
REASONS: Words = {
    "confirmed": _("Confirmed by the customer"),
    "silence": _("No answer from the customer"),
    "unreachable": _("Customer cannot be reached"),
    "withdrawn": _("Withdrawn"),
    "declined": _("Declined"),
    "duplicate": _("Duplicate"),
    "no_case": _("Not a case for us"),
}
# Why a reply that was to go out by itself has not.
UNSENT: Words = {
    "stale": _("the thread has moved on"),
    "merged": _("the ticket was merged into another one"),
    "author-left": _("they have left"),
    "not-found": _("the ticket is not theirs to see any more"),
    "forbidden": _("they may not answer here any more"),
}
REFUSED = _("it was refused")
GRANT_REASONS: Words = {
    "follower": _("follows"),
    "consulted": _("consulted"),
    "partner": _("partner"),
    "handover": _("is to take it over"),
}
PARTIES: Words = {
    "concerned": _("person concerned"),
    "representative": _("representative"),
    "payer": _("payer"),
}
PROOFS: Words = {
    "none": _("nothing shown yet"),
    "written": _("written authority"),
    "power_of_attorney": _("power of attorney"),
    "guardian": _("parent or guardian"),
    "company": _("acts for the company"),
    "spoken": _("said so by the customer"),
}
CATEGORIES: Words = {
    "new": _("new"),
    "open": _("open"),
    "waiting_for_customer": _("waiting for customer"),
    "waiting_for_colleague": _("waiting for colleague"),
    "waiting_for_third_party": _("waiting for third party"),
    "scheduled": _("scheduled"),
    "resolved": _("resolved"),
    "closed": _("closed"),
}
# The style of a status's badge, by category.
BADGES: Mapping[int, str] = {
    Category.NEW: "new",
    Category.OPEN: "open",
    Category.WAITING_FOR_CUSTOMER: "",
    Category.WAITING_FOR_COLLEAGUE: "",
    Category.WAITING_FOR_THIRD_PARTY: "",
    Category.SCHEDULED: "soon",
    Category.RESOLVED: "ok",
    Category.CLOSED: "",
}
CODE_KINDS: Words = {
    "disposition": _("Dispositions: how an exchange ended"),
    "resolution": _("Resolution codes: what we did"),
    "cause": _("Root causes: why it happened"),
}
DELIVERY_STATES: Words = {
    "queued": _("on its way"),
    "sending": _("being sent"),
    "sent": _("sent"),
    "delayed": _("delayed, will be tried again"),
    "failed": _("not delivered"),
    "bounced": _("came back"),
    "withheld": _("withheld"),
    "discarded": _("discarded"),
}
REACH_STATES: Words = {**DELIVERY_STATES, "complained": _("complained about")}
ENDS: Words = {
    "": _("Waiting"),
    "opened": _("Opened"),
    "threaded": _("Threaded"),
    "held": _("Held"),
    "ignored": _("Ignored"),
    "quarantined": _("Quarantined"),
}
ROLES: Words = {
    "administrator": _("Administrator"),
    "manager": _("Manager"),
    "team_leader": _("Team leader"),
    "agent": _("Agent"),
    "specialist": _("Specialist"),
    "partner": _("Partner"),
}
# What the parser found worth saying of a mail (channels/adapters/email); others stay unsaid.
FLAGS: Words = {
    "signed": _("signed"),
    "encrypted": _("encrypted"),
    "two-from": _("several senders named"),
    "recorded-for-customer": _("recorded for the customer"),
    "same-id": _("another mail with the same Message-ID and different content came in"),
}
# What a signature over a mail is worth: the word, how it looks, and what it means.
SIGNATURES: Mapping[str, tuple[Promise, str, Promise]] = {
    "valid": (_("signed"), "ok", _("Signed by %(signer)s, as %(issuer)s certifies until %(until)s.")),
    "other-address": (
        _("signed by another address"),
        "soon",
        _("The signature holds, and is of %(signer)s, not of the sender."),
    ),
    "expired": (
        _("signature expired"),
        "soon",
        _("The certificate of %(signer)s was good until %(until)s, and the mail came later."),
    ),
    "untrusted": (
        _("signer unknown"),
        "soon",
        _("The signature of %(signer)s holds, but nobody we trust stands behind %(issuer)s."),
    ),
    "changed": (_("changed since it was signed"), "late", _("The mail is not what %(signer)s has signed.")),
    "unreadable": (_("signature unreadable"), "soon", _("The signature could not be checked.")),
    "unchecked": (_("signed, not checked"), "", _("Signed with PGP, which is not checked here.")),
}
# The ways to prove a mail's sender, and what came of them (RFC 8601, 2.7).
AUTHENTICATION: Words = {
    "dkim": _("Signature (DKIM)"),
    "spf": _("Sending server (SPF)"),
    "dmarc": _("Both by its policy (DMARC)"),
    "arc": _("Servers on the way (ARC)"),
}
AUTHENTICATION_RESULTS: Words = {
    "pass": _("holds"),
    "fail": _("does not hold"),
    "softfail": _("does not hold, says the domain, but not strictly"),
    "policy": _("too weak to be taken"),
    "none": _("the domain says nothing"),
    "neutral": _("the domain leaves it open"),
    "temperror": _("no answer from the DNS"),
    "permerror": _("the domain's own records are wrong"),
}
# What a mail with an appointment is about (iTIP), how often it is, and who comes.
APPOINTMENTS: Words = {
    "": _("Appointment"),
    "REQUEST": _("Invitation"),
    "CANCEL": _("Cancelled appointment"),
    "REPLY": _("Answer to an invitation"),
    "COUNTER": _("Another time is proposed"),
    "DECLINECOUNTER": _("The proposed time is declined"),
}
REPEATS: Words = {
    "daily": _("every day"),
    "weekly": _("every week"),
    "monthly": _("every month"),
    "yearly": _("every year"),
    "often": _("repeatedly"),
}
ANSWERS: Words = {
    "accepted": _("comes"),
    "declined": _("does not come"),
    "tentative": _("comes perhaps"),
    "delegated": _("sends somebody else"),
    "needs-action": _("has not answered"),
}
# By what way somebody likes to be reached, and what an exchange by it is called.
CHANNELS: Words = {
    "email": _("Mail"),
    "phone": _("Phone"),
    "chat": _("Chat"),
    "sms": _("Text message"),
    "social": _("Social network"),
    "visit": _("In person"),
    "letter": _("Letter"),
}
EXCHANGES: Words = {**CHANNELS, "phone": _("Phone call"), "visit": _("Visit")}
ATTRIBUTE_TYPES: Words = {
    "text": _("Text"),
    "number": _("Number"),
    "yes_no": _("Yes or no"),
    "date": _("Day"),
    "choice": _("Choice"),
}
ATTRIBUTE_NOUNS: Words = {"contact": _("Contacts"), "organization": _("Organizations")}
PERSONAL: Words = {
    "link": _("Says nothing about a person"),
    "identity": _("Who somebody is"),
    "contact": _("How to reach somebody"),
    "content": _("What somebody told us"),
}
OPERATORS: Words = {
    "is": _("is"),
    "is_not": _("is not"),
    "at_least": _("is at least"),
    "at_most": _("is at most"),
}
SEGMENT_COLOURS: Words = {
    "": _("None"),
    "blue": _("Blue"),
    "green": _("Green"),
    "amber": _("Amber"),
    "red": _("Red"),
}
# The style of a segment's chip, by its colour.
SEGMENT_LOOKS: Mapping[str, str] = {"": "", "blue": "open", "green": "ok", "amber": "soon", "red": "late"}
# What speaks for two contacts being one person.
EVIDENCE: Words = {
    "address": _("same address but for a tag"),
    "number": _("same number"),
    "name": _("nearly the same name"),
    "organization": _("same organization"),
    "domain": _("same mail domain"),
}
