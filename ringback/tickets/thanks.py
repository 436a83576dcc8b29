"""Whether somebody says thank you and nothing else. Pure.

Every word must be one that thanks, greets or merely accompanies thanks, and one of them must thank. A word that is not
known makes it more than thanks: rather reopen a ticket too often than leave somebody waiting.
"""

import re
import unicodedata

LONGEST = 400  # whoever writes more than that says more than thanks

_THANKS = (
    "thanks thank thankyou thx tnx ty cheers appreciated "
    "danke dankeschön dankeschoen dank merci gracias obrigado obrigada grazie bedankt dankjewel dankuwel "
    "tack tak takk kiitos kiitoksia takk dziękuję dziekuje dzięki dzieki děkuji dekuji díky diky ďakujem dakujem "
    "спасибо благодарю дякую благодаря hvala köszönöm koszonom mulțumesc multumesc mersi ευχαριστώ ευχαριστω "
    "teşekkürler tesekkurler teşekkür tesekkur sağol sagol شكرا شكراً متشکرم ممنون ممنونم سپاس תודה धन्यवाद शुक्रिया "
    "谢谢 謝謝 感谢 感謝 多谢 多謝 谢谢您 谢谢你 謝謝您 謝謝你 非常感谢 非常感謝 ありがとう ありがとうございます "
    "ありがとうございました どうもありがとうございます 感謝します 감사합니다 고맙습니다 감사드립니다 "
    "ขอบคุณ ขอบคุณครับ ขอบคุณค่ะ ขอบคุณมาก salamat terimakasih asante aitäh paldies ačiū aciu"
)
# What stands beside thanks in some language: none can carry a question, a doubt or a wish.
_BESIDE = (
    "you so much very a lot many again indeed all for your the help support quick fast great kind reply answer "
    "response service assistance kindly hi hello hey dear team everyone best regards kind warm wishes sincerely "
    "yours ok okay perfect wonderful excellent super "
    "schön schon vielen herzlichen besten lieben sehr nochmals ihnen euch dir für fuer die schnelle hilfe antwort "
    "unterstützung unterstuetzung ihre eure hallo liebes liebe viele grüße grüsse gruesse mit freundlichen "
    "beaucoup bien mille infiniment à vous pour votre aide réponse rapide bonjour cordialement toute équipe l "
    "muchas mil por su tu ayuda respuesta rápida hola saludos un saludo cordial "
    "muito muita pela pelo sua ajuda resposta olá abraço cumprimentos "
    "mille tante molte per il vostro aiuto la risposta ciao saluti cordiali "
    "hartelijk heel erg wel veel u je jullie hulp snelle voor groeten met vriendelijke hoor dankzij "
    "så mycket mange tusen tusind hjälpen hjälp hjelp hjelpen hjelpen hjælp hjælpen för for den hälsningar hilsen "
    "paljon avusta erittäin suuret "
    "bardzo za pomoc szybką odpowiedź pozdrawiam moc krát pěkně velmi veľmi pekne hezky pomoct "
    "большое огромное вам тебе за помощь ответ щиро дуже допомогу много ви lijepa puno na pomoći "
    "szépen nagyon a segítséget mult foarte pentru ajutor πολύ σας πολυ για τη βοήθεια "
    "çok cok ederim ederiz ol yardımınız için جزيلا جزيلاً لك لكم كثيرا بسیار از شما רבה מאוד רב לכם לך "
    "बहुत आपका बहुतबहुत 您 你 非常 どうも 本当に 정말 대단히 maraming kasih banyak terima sana väga liels labai"
)
# Two words that thank only together.
_TOGETHER = (frozenset({"terima", "kasih"}),)
_BETWEEN = re.compile(r"[\s.,;:!'’\"()&~…、。！，،。।–—-]+")
_SMILES = "❤\ufe0f\u200d🙏👍😊🙂😀😃😄💐🎉"
_SIGNED = re.compile(r"^(?:-- ?|—|__+)$")
_CLOSING = re.compile(
    r"^(?:(?:best|kind|warm)?\s*regards|best|best wishes|sincerely|yours(?: sincerely)?|(?:mit )?"
    r"(?:freundlichen|besten|vielen|lieben|liebe|viele|beste) gr(?:ü|ue)(?:ß|ss)en?|mfg|lg|vg|"
    r"cordialement|bien à vous|saludos|un saludo|atentamente|atenciosamente|cordiali saluti|"
    r"met vriendelijke groet(?:en)?|groeten|med vänlig(?:a)? hälsning(?:ar)?|"
    r"(?:med )?(?:venlig|vennlig) hilsen|mvh|pozdrawiam|s pozdravem|с уважением)[,.! ]*$",
    re.IGNORECASE,
)
_NAME_LINE = 60


def _words(text: str) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFKC", text).casefold().split())


_THANKING, _BESIDE_WORDS = _words(_THANKS), _words(_BESIDE)


def is_thanks(text: str, sender: str = "") -> bool:
    """Whether `text`, without quotes and signature, thanks and says nothing else. `sender`: the name of whoever wrote,
    who may sign with it."""
    written = _without_close(unicodedata.normalize("NFKC", text)).strip()
    if not written or len(written) > LONGEST or "?" in written or "؟" in written or "？" in written:
        return False
    words = [word for word in _BETWEEN.split(written.translate(dict.fromkeys(map(ord, _SMILES)))) if word]
    words = [word.casefold() for word in words]
    known = _THANKING | _BESIDE_WORDS | _words(sender)
    thanks = any(word in _THANKING for word in words) or any(pair <= set(words) for pair in _TOGETHER)
    return thanks and all(word in known for word in words)


def _without_close(text: str) -> str:
    """Without what follows a complimentary close: a line or two with a name."""
    lines = [line.strip() for line in text.strip().split("\n")]
    for number, line in enumerate(lines):
        if _SIGNED.match(line):
            return "\n".join(lines[:number])
        if number and _CLOSING.match(line) and _is_name(lines[number + 1 :]):
            return "\n".join(lines[:number])
    return "\n".join(lines)


def _is_name(lines: list[str]) -> bool:
    """Whether these are at most two short lines without a sentence in them: a name, a firm."""
    said = [line for line in lines if line]
    return len(said) <= 2 and all(
        len(line) <= _NAME_LINE
        and len(line.split()) <= 4
        and not re.search(r"[.!?:;]\s*\S", line)
        and line[:1].isupper()
        for line in said
    )
