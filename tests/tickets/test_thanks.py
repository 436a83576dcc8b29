"""Thanks and nothing else, in many languages; whatever says more is more."""

import pytest

from ringback.tickets.thanks import is_thanks

THANKS = [
    "Thanks!", "Thank you so much for your quick help", "Vielen Dank für die schnelle Hilfe!", "Herzlichen Dank",
    "Merci beaucoup pour votre aide", "Muchas gracias por su ayuda", "Muito obrigado!", "Grazie mille",
    "Hartelijk bedankt", "Tack så mycket!", "Tusen takk", "Mange tak for hjælpen", "Kiitos paljon",
    "Dziękuję bardzo za pomoc", "Děkuji moc", "Ďakujem veľmi pekne", "Большое спасибо за помощь!", "Щиро дякую",
    "Hvala lijepa", "Nagyon szépen köszönöm", "Mulțumesc foarte mult", "Ευχαριστώ πολύ", "Teşekkür ederim",
    "شكرا جزيلا", "תודה רבה", "बहुत धन्यवाद", "谢谢!", "ありがとうございます", "감사합니다", "ขอบคุณครับ",
    "Terima kasih banyak", "Aitäh", "Labai ačiū", "Thanks 👍", "Hi Anna,\nthank you\nBest regards\nColin Smith",
    "Danke!\n-- \nColin Smith\nAcme Ropes 12", "Merci\n\nCordialement,\nColin",
]  # fmt: skip
MORE = [
    "", "Yes", "ok", "Perfect", "Colin",
    "Thanks, but it still fails", "Thank you. When will it arrive?", "Thanks?", "Thanks for nothing, it is broken",
    "Danke, aber es geht immer noch nicht", "Merci, mais ça ne marche pas", "Gracias, pero no funciona",
    "Obrigado, mas ainda não", "Grazie, ma non funziona", "No thanks", "No, thank you", "Nein danke",
    "Thanks, please call me 0151 234", "Thanks. 2 are missing", "谢谢，但是还是不行", "Спасибо, но не работает",
    "شكرا لكن لا يعمل", "Thanks in advance", "Danke im Voraus",
    "Thanks\n\nBest regards\nPS: it leaks again. Please help.",
    "Thank you, I will try", "Not thanks to you", "thanks https://example.com", "Thanks 👎", "Thank you x" * 60,
    "Thanks\nMit freundlichen Grüßen\nleider immer noch kaputt",
]  # fmt: skip


@pytest.mark.parametrize("text", THANKS)
def test_thanks(text: str) -> None:
    assert is_thanks(text, "Colin Smith") or is_thanks(text, "Anna Colin Smith")


@pytest.mark.parametrize("text", MORE)
def test_more_than_thanks(text: str) -> None:
    assert not is_thanks(text, "Colin Smith")
