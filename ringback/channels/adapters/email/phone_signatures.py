"""Recognises the line that a phone or a mail program puts under a mail: "Sent from my iPhone", in many
languages."""

import re
from typing import Final

# Only with one of these, or with "my", is "sent from …" the device speaking and not the customer.
_DEVICES: Final = (
    "iphon\\w*|мобильн\\w*|ipad|ipod|android|samsung|galaxy|huawei|xiaomi|redmi|oppo|oneplus|honor|realme|"
    "pixel|fairphone|wiko|"
    "blackberry|outlook|yahoo|gmail|mailbox|windows|nokia|htc|sony|xperia|motorola|lumia|proton|"
    "protonmail|airmail|"
    "spark|superhuman|sparrow|mobil\\w*|handy|smartphone|phone|tablet|surface|macbook|mac|móvil|movil|"
    "celular|"
    "téléphone|telefono|teléfono|telefon\\w*|puhelime\\w*|thunderbird|web\\.de|gmx|freenet|typeapp|"
    "bluemail|boxer|"
    "tutanota|tuta|k-9|mailspring|emclient|zoho|mail\\.ru|yandex|яндекс\\w*|телефон\\w*|смартфон\\w*|"
    "почт\\w*|"
    "roundcube|free mobile|orange|aqua mail|nine|mymail|edison|canary|newton|polymail|mailbird|kindle|"
    "wearable|"
    "apple|watch|smartwatch|cell|mail app|courrier|courriel|correo|mobilgerät|mobiltelefon|airmail|hey|posteo"
)
_SENT: Final = (
    "sent|envoyé|envoyée|envoyé par|gesendet|versendet|geschickt|enviado|enviada|enviat|inviato|inviata|"
    "verzonden|"
    "verstuurd|skickat|skickades|sendt|lähetetty|wysłane|wysłano|wysłana|odesláno|odoslané|elküldve|"
    "küldve|trimis|"
    "trimisă|отправлено|послано|надіслано|відправлено|изпратено|poslano|poslato|послато|στάλθηκε|εστάλη|"
    "gönderildi|dikirim|terkirim|dihantar|išsiųsta|nosūtīts|saadetud|sent using|sent securely"
)
_LINKING: Final = (
    "from|via|with|by|using|de|depuis|à partir|du|des|von|mit|aus|über|vom|desde|con|por|do|da|dal|dalla|"
    "dallo|pelo|"
    "a partir|met|vanaf|vanuit|från|med|fra|z|ze|s|iz|pomocí|a|pe|din|с|из|от|з|із|са|από|dari|iš|no|av|"
    "på|usando"
)
_MINE: Final = (
    "my|mon|ma|mes|meinem|meiner|meinen|mi|meu|minha|mio|mia|mijn|min|mitt|mobiele|mojego|mojej|mého|mé|"
    "môjho|"
    "моего|моей|мого|моя|το|mog|mojega|saya|meu|mano|manas|mo|mobile|your"
)
_OPENING: Final = re.compile(
    rf"(?:{_SENT})\s+(?:{_LINKING})\b\s*(?:the|a|an|o|le|la|el|il|de|den|der|dem)?\b\s*(?:l['’])?"
)
_MINE_OPENING: Final = re.compile(rf"(?:{_SENT})\s+(?:{_LINKING})\s+(?:il |la |o |a |the )?(?:{_MINE})\b")
_DEVICE: Final = re.compile(rf"(?<!\w)(?:{_DEVICES})(?!\w)|\[mail\]|mail (?:for|für|pour|para|per|voor) ")
_BRAND: Final = re.compile(
    r"(?<!\w)(?:iphone|ipad|android|samsung|galaxy|huawei|xiaomi|blackberry|outlook|yahoo|gmail|mailbox|"
    r"windows|gmx)(?!\w)|"
    r"\[mail\]|mail (?:for|für|pour|para|per|voor) "
)
_GET_OUTLOOK: Final = re.compile(
    r"(?:get|télécharge[rz]|obtene[rz]|obtenir|obtenga|obter|obtenha|scarica|ottieni|holen sie sich|"
    r"laden sie|download|"
    r"downloaden|hämta|hent|få|hanki|pobierz|stáhnout|získat|letöltés|obțineți|descargar|baixar|загрузить|"
    r"скачать|завантажити|下载|下載|取得|获取)\s*(?:o |"
    r"l['’]app |app |program |\[|<)?\s*outlook(?= (?:for|para|"
    r"pour|für|per|voor|för|til|till|dla|pro|na|mobile)\b|\]|<|$)|"
    r"outlook (?:für|for|pour|para|per|voor|till|til|dla|pro) \[?(?:ios|android)\]?\b.{0,60}$"
)
_WHOLE: Final = re.compile(
    r"(?:von meinem|von meiner|von unterwegs|vom) .{2,40} (?:gesendet|verschickt)\.?|"
    r"diese (?:nachricht|e-?mail|mail) wurde von .{3,60} gesendet.*|"
    r"from my (?:iphone|ipad|phone|mobile|android|cell|samsung|blackberry)\b.{0,40}|"
    r"(?:\S+ ){0,2}(?:from|via) (?:my )?(?:mobile|phone|iphone|ipad)|"
    r".{0,20}(?:から送信|より送信).{0,10}|[從从发發].{1,30}(?:傳送|发送|發送|传送|寄出)|[发發]自我的.{1,30}|"
    r".{1,30}에서 (?:보냄|전송).{0,10}|נשלח מ.{2,40}|(?:أُ?رسلت من|مرسل من|تم الإرسال من).{2,40}|ส่งจาก.{2,40}|"
    r"(?:đã )?gửi từ .{2,40}|\S*['’]?(?:umdan|imden|ümden|ımdan) gönderildi|"
    r".{2,30} uygulamasından gönderildi|"
    r"provenance ?: ?(?:courrier|mail) .{3,30}|sent on the go .{3,30}|"
    r"(?:lähetetty|elküldve|küldve|odesláno|odoslané|wysłan[eoa]) .{0,30}(?:iphone|ipad|android|galaxy|"
    r"samsung|outlook)\w*.{0,30}|"
    r"ᐧ+"
)
_EDGES: Final = " \t\u00a0\u200e*_-–—<>()[]«»\"'"


def is_phone_signature(line: str) -> bool:
    """Whether the whole of `line` is a device's or a mail program's own line, not a person's words."""
    if not 1 <= len(line) <= 200:
        return False
    lowered = line.casefold().strip(_EDGES)
    if _WHOLE.fullmatch(lowered) or _GET_OUTLOOK.match(lowered):
        return True
    words = len(lowered.split())
    if _MINE_OPENING.match(lowered):
        return words <= 6 or (words <= 14 and _DEVICE.search(lowered) is not None)
    opening = _OPENING.match(lowered)
    if opening is None or words > 10:
        return False
    return (
        _DEVICE.match(lowered, opening.end()) is not None or _BRAND.search(lowered, opening.end()) is not None
    )
