"""What customers of the conversation write, and what is read out of the answers they get."""

import email
import io
from email import policy
from email.message import EmailMessage
from email.utils import make_msgid

from PIL import Image

_PAINTED = io.BytesIO()
Image.linear_gradient("L").save(_PAINTED, "PNG")
PICTURE = _PAINTED.getvalue()
PLAN = "Stopcock, then valve B.\n" * 40
COLIN = "Colin Marsh <colin@customer.example>"
MALLORY = "Mallory <mallory@elsewhere.example>"


def request() -> EmailMessage:
    """A customer's first mail, with a photograph."""
    mail = _mail(COLIN, "Boiler shows E4")
    mail.set_content("Hello,\n\nour boiler shows E4 since Monday, and the house is cold.\n\nColin Marsh\n")
    mail.add_attachment(PICTURE, maintype="image", subtype="png", filename="display.png")
    return mail


def reply_to(answer: EmailMessage, sender: str, text: str) -> EmailMessage:
    """An answer as mail programs write it: references, and what it answers quoted below."""
    mail = _mail(sender, f"Re: {answer['Subject'].removeprefix('Re: ')}")
    mail["In-Reply-To"] = answer["Message-ID"]
    mail["References"] = f"{answer.get('References', '')} {answer['Message-ID']}".strip()
    body = answer.get_body(("plain",))
    quoted = "\n".join(f"> {line}" for line in (body.get_content() if body else "").splitlines())
    mail.set_content(f"{text}\n\nOn Monday Support wrote:\n{quoted}\n")
    return mail


def read(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def files_of(mail: EmailMessage) -> dict[str, bytes]:
    """What is attached, by name."""
    found = {str(part.get_filename()): part.get_payload(decode=True) for part in mail.iter_attachments()}
    return {name: content for name, content in found.items() if isinstance(content, bytes)}


def _mail(sender: str, subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "Support <support@desk.example>", subject
    mail["Message-ID"] = make_msgid(domain=sender.partition("@")[2].strip(">"))
    return mail
