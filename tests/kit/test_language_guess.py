"""A wrong guess is worse than none."""

import pytest

from ringback.kit.language_guess import guess


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "Hello, the kettle that I have bought from you is leaking. What can I do?"),
        ("de", "Guten Tag, ich habe meine Rechnung nicht bekommen. Können Sie mir bitte helfen?"),
        ("fr", "Bonjour, je n'ai pas reçu ma commande et je ne sais pas quoi faire. Merci de votre aide."),
        ("es", "Hola, no puedo entrar en mi cuenta y me gustaría saber cuando llega el pedido."),
        ("pt", "Bom dia, eu não recebi a minha encomenda e não tenho como pagar. Obrigado."),
        ("it", "Buongiorno, non ho ricevuto la fattura e il mio pacco non è arrivato. Grazie mille."),
        ("nl", "Hallo, ik heb de rekening niet ontvangen en dat is voor mij een probleem."),
        ("pl", "Dzień dobry, nie mam faktury i nie wiem, jak się zalogować. Proszę o pomoc."),
        ("tr", "Merhaba, siparişim için bir fatura yok ve ürün çok kötü. Nasıl iade ederim?"),
        ("ru", "Здравствуйте, я не получил мой заказ. Что мне делать? Спасибо."),
        ("uk", "Добрий день, я не отримав моє замовлення. Що мені робити? Дякую."),
        ("ja", "注文した商品がまだ届いていません。どうすればいいですか。"),
        ("zh", "您好，我的订单还没有收到，请帮我查询。"),
        ("ko", "안녕하세요, 주문한 상품이 아직 도착하지 않았습니다."),
        ("he", "שלום, לא קיבלתי את ההזמנה שלי"),
        ("ar", "مرحبا، لم أستلم الطلب حتى الآن. ما هو رقم التتبع؟ شكرا"),
        ("hi", "नमस्ते, मेरा ऑर्डर अभी तक नहीं आया है। मैं क्या करूँ?"),
    ],
)
def test_a_letter_of_two_lines_is_enough(tag: str, text: str) -> None:
    assert guess(text) == tag


@pytest.mark.parametrize(
    "text",
    [
        "",
        "OK",
        "48112",
        "E4!!!",
        "Kettle X200 black 230V",
        "https://the.and.is.example/to/of/a/in",
        "the is the.and@is.example",
        "😀 😀 😀 😀",
        "Labas, kodėl mano užsakymas dar neatvyko, prašau padėti man",
        "Bună ziua und guten Tag et bonjour à vous and hello to you",
    ],
)
def test_where_nobody_can_tell_nothing_is_said(text: str) -> None:
    assert guess(text) == ""


def test_a_text_of_any_length_is_looked_at_no_further_than_its_beginning() -> None:
    assert guess("ich habe das nicht und die der " * 100 + "the and of " * 100_000) == "de"
