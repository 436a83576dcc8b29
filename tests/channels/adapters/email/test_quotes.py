from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ringback.channels.adapters.email.quotes import fold
from tests.corpus import corpus


def visible(text: str) -> str:
    hidden = {line for each in fold(text) for line in range(each.start, each.end)}
    return "\n".join(line for number, line in enumerate(text.split("\n")) if number not in hidden)


def words(text: str) -> str:
    return " ".join(text.split())


def kinds(text: str) -> list[str]:
    return [each.kind for each in fold(text)]


ATTRIBUTIONS = """On Mon, Jul 4, 2022 at 2:02 PM Max <m@x.com> wrote:
Le lun. 4 juil. 2022 à 14:02, Max <m@x.fr> a écrit :
Am Mo., 4. Juli 2022 um 14:02 Uhr schrieb Max <m@x.de>:
Max Muster schrieb am 04.07.2022 um 14:02:
El lun, 4 jul 2022 a las 14:02, Max (<m@x.es>) escribió:
Em seg., 4 de jul. de 2022 às 14:02, Max <m@x.br> escreveu:
Il giorno lun 4 lug 2022 alle ore 14:02 Max <m@x.it> ha scritto:
Op 4 jul. 2022, om 14:02 heeft Max <m@x.nl> het volgende geschreven:
Den mån 4 juli 2022 kl 14:02 skrev Max <m@x.se>:
ma 4. heinäk. 2022 klo 14.02 Max (m@x.fi) kirjoitti:
pon., 4 lip 2022 o 14:02 Max <m@x.pl> napisał(a):
Max <m@x.hu> ezt írta (időpont: 2022. júl. 4., H, 14:02):
пн, 4 июл. 2022 г. в 14:02, Max <m@x.ru>:
Στις Δευ, 4 Ιουλ 2022 στις 2:02 μ.μ., ο χρήστης Max <m@x.gr> έγραψε:
Max <m@x.tr>, 4 Tem 2022 Pzt, 14:02 tarihinde şunu yazdı:
2022年7月4日(月) 14:02 Max <m@x.jp>:
在 2022-07-04 14:02:00，"Max" <m@x.cn> 写道：
2022년 7월 4일 (월) 오후 2:02, Max <m@x.kr>님이 작성:
Vào Th 2, 4 thg 7, 2022 vào lúc 14:02 Max <m@x.vn> đã viết:
-----Original Message-----
----- Ursprüngliche Nachricht -----
-------- Message d'origine --------"""


@pytest.mark.parametrize("line", ATTRIBUTIONS.split("\n"))
def test_an_attribution_and_the_mail_below_it_are_folded_in_every_language(line: str) -> None:
    assert visible(f"The lamp is broken.\n\n{line}\n\nWhat is wrong?\n").strip() == "The lamp is broken."


@pytest.mark.parametrize(
    "line",
    [
        "He called me on 4 July 2022 and then he wrote:",
        "I wrote to you on 12.3.2024 at 10:30 about this:",
        "At 10:30 I wrote:",
        "On Monday 4 July 2022 I received the following error:",
        "Please send it to bob@example.com:",
        "In my mail of 2022-07-04 I asked bob@example.com:",
        "Sent from my warehouse on Monday but it did not arrive, so please look.",
        "Enviado el pedido ayer",
        "I have regards to the payment -- this is not a signature.",
    ],
)
def test_a_sentence_of_the_customer_stays_visible(line: str) -> None:
    text = f"Hello,\n{line}\nsomething is wrong"
    assert visible(text) == text


def test_a_traveller_who_lists_from_to_and_date_is_not_quoting() -> None:
    text = "Please change my booking\n\nFrom: Berlin\nTo: Rome\nDate: 4 May 2024\n\nThank you"
    assert visible(text) == text


def test_an_outlook_header_block_folds_the_rest() -> None:
    text = "Yes please\n________\nVon: Max <m@x.de>\nGesendet: Montag\nAn: Eva\nBetreff: Lampe\n\nKaputt?"
    assert visible(text) == "Yes please"


def test_answers_between_the_quotes_stay_visible_with_what_they_answer() -> None:
    text = "On 4 Jul 2022, at 14:02, Max wrote:\n> Which lamp?\n\nThe red one.\n\n> Which shop?\n\nYours.\n"
    assert visible(text) == text.split("\n", 1)[1]


def test_an_answer_below_the_quote_stays_visible_and_the_quote_is_folded() -> None:
    assert (
        visible("On 4 Jul 2022, at 14:02, Max wrote:\n> Which lamp?\n\nThe red one.").strip()
        == "The red one."
    )


def test_a_mere_forward_shows_what_was_forwarded() -> None:
    text = "------ Forwarded message -----\nFrom: Max <m@x.de>\nDate: 4 May\nSubject: Lamp\n\nIt is broken."
    assert visible(text).strip() == "It is broken."
    assert kinds(text) == ["forwarded"]


def test_a_mail_that_is_only_a_quote_or_only_text_is_shown_whole() -> None:
    for text in ("> only a quote", "only text", "", "\n\n"):
        assert fold(text) == []


def test_signatures_are_folded() -> None:
    assert visible("Broken.\n\n-- \nMax\nTel. 030 1") == "Broken.\n"
    assert visible("Broken.\n\nVon meinem iPhone gesendet") == "Broken.\n"
    assert kinds("Broken.\n-- \nMax") == ["signature"]


def test_a_notice_of_confidentiality_below_a_line_is_a_disclaimer() -> None:
    text = (
        "Broken.\n________\nThis e-mail is confidential. If you are not the intended recipient, delete it.\n"
    )
    assert kinds(text) == ["disclaimer"]


def test_rules_and_lists_of_the_customer_stay_visible() -> None:
    text = "Two points:\n-- the first\n-- the second\n\n----\n\nThis line of dashes only divides my text.\n"
    assert visible(text) == text


def test_code_between_fences_stays_visible() -> None:
    text = "See:\n```\n# x\n####\n--\nrun\n```\nend"
    assert visible(text) == text


def test_windows_line_ends_change_nothing() -> None:
    assert fold("Yes\r\n\r\n-- \r\nMax") == fold("Yes\n\n-- \nMax")


@given(
    st.lists(
        st.sampled_from(
            ["", "text", "> q", "-- ", "----", "On 4 Jul 2022 Max wrote:", "From: a@b.c", "Subject: x", "```"]
        )
        | st.text(max_size=20),
        max_size=30,
    )
)
@example(["text", "> q", "-- ", "> q"])
def test_folds_are_ordered_disjoint_and_inside_the_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    end = 0
    for each in fold(text):
        assert end <= each.start < each.end <= len(text.split("\n"))
        end = each.end


@pytest.mark.parametrize(
    "unit", ["On ", "On \n", ">", ">\n", "--\n", "a\n--\n", "```\n", "a@b.c wrote:\n", "From: a@b\n"]
)
def test_the_work_grows_with_the_text_and_not_with_its_square(unit: str) -> None:
    assert fold(unit * (300_000 // len(unit))) is not None


@pytest.mark.corpus
def test_most_real_replies_show_what_their_gold_shows() -> None:
    folder = corpus("replyparse-discourse")
    files = sorted((folder / "emails").glob("*.txt"))
    right = [f for f in files if words(visible(_read(f))) == words(_read(folder / "trimmed" / f.name))]
    assert len(right) >= 0.85 * len(files)


@pytest.mark.corpus
def test_hardly_a_line_of_a_customer_is_folded() -> None:
    folder = corpus("replyparse-discourse")
    lost = total = 0
    for file in sorted((folder / "emails").glob("*.txt")):
        gold = [line.strip() for line in _read(folder / "trimmed" / file.name).split("\n") if line.strip()]
        shown = {line.strip() for line in visible(_read(file)).split("\n")}
        total += len(gold)
        lost += sum(line not in shown for line in gold)
    assert lost <= 0.01 * total


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
