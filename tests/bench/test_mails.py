"""Generated mails: the kinds that come in, each told from all others."""

from email import message_from_bytes
from email.policy import default

from ringback.bench.mails import Thread, mails, token

THREAD = Thread("0123456789abcdef0123456789abcdef@desk.example", "Ann Other", "ann@example.org", "Kettle")


def test_every_mail_has_its_own_number_and_message_id() -> None:
    made = list(mails(60, "help@desk.example"))
    assert all(token(number).encode() in raw for number, raw in enumerate(made))
    assert len({message_from_bytes(raw)["Message-ID"] for raw in made}) == 60


def test_the_same_seed_makes_the_same_mails() -> None:
    def texts(seed: int) -> list[str]:
        # Boundaries of parts are drawn anew each time.
        return [str(message_from_bytes(raw)["Subject"]) for raw in mails(20, "help@desk.example", seed=seed)]

    assert texts(1) == texts(1) != texts(2)


def test_a_fifth_answers_what_we_wrote_with_our_secret() -> None:
    parsed = [message_from_bytes(raw) for raw in mails(50, "help@desk.example", [THREAD])]
    answers = [mail for mail in parsed if mail["In-Reply-To"]]
    assert len(answers) == 10
    assert all(
        THREAD.message_id in mail["In-Reply-To"] and THREAD.address in mail["From"] for mail in answers
    )


def test_plain_and_html_mails_pictures_and_files_are_among_them() -> None:
    kinds = set()
    for raw in mails(20, "help@desk.example"):
        kinds |= {part.get_content_type() for part in message_from_bytes(raw, policy=default).walk()}
    assert kinds >= {"text/plain", "text/html", "image/png", "application/pdf"}
