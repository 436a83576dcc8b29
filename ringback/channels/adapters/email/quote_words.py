"""What mail programs write around a quoted mail, by language. Everything is case-folded; matching is in
`quote_headers`."""

from typing import Final


def _phrases(joined: str) -> frozenset[str]:
    return frozenset(joined.split("|"))


VERBS: Final = (
    # Germanic
    "wrote|writes|schrieb|geschrieben|schreibt|schreef|geschreven|skrev|skreiv|skrifaði|geskryf|"
    # Romance
    "a écrit|écrit|a ecrit|escribió|escribio|escribiu|escreveu|escreveram|ha scritto|scrisse|"
    "va escriure|ha escrit|a scris|"
    # Slavic and Baltic
    "napisał|napisała|napisał(a)|pisze|napsal|napsala|napsal(a)|napísal|napísala|napísal(a)|"
    "napisao|napisala|napisao/la|napisao je|napisala je|je napisal|написал|написала|написал(а)|написал(a)|"
    "пишет|писал|писала|"
    "написав|написала|написав(-ла)|пише|писав|написа|напиша|написао|написао/ла|rašė|parašė|rakstīja|"
    # Finno-Ugric, Turkish, Greek, Celtic, Basque, Albanian
    "kirjoitti|kirjutas|írta|yazdı|şunu yazdı|şunları yazdı|έγραψε|ysgrifennodd|scríobh|"
    "idatzi zuen|igorri du|shkroi|"
    # Semitic, Persian, South and South-East Asia
    "כתב|כתבה|כתב/ה|كتب|كتبت|نوشت|ने लिखा|เขียนว่า|đã viết|menulis|tulis|"
    # written without spaces
    "写道|寫道|書きました|のメール|님이 작성|작성"
)

# Of these, the ones that may stand before the name or the date.
VERBS_INSIDE: Final = (
    "schrieb|geschrieben|schreef|geschreven|skrev|skreiv|skrifaði|geskryf|kirjutas|ezt írta|írta|tarihinde|"
    "ha scritto|escribió|a écrit|napsal"
)

# A line that opens with one of these and then a date is taken for "On <date>, <name> wrote:".
OPENERS: Final = _phrases(
    "on|at|le|am|el|il|op|den|dne|dňa|w|dnia|em|no|à|a|в|у|на|in|på|pada|vào|um|der|die|dana|la|στις|în|"
    "ngày|เมื่อ|在|于|v|בתאריך|في|kontakt"
)

ORIGINAL: Final = _phrases(
    "original message|original mail|original e-mail|original email|original appointment|reply message|"
    "ursprüngliche nachricht|originalnachricht|original-nachricht|ursprungliche nachricht|"
    "ursprüngliche mail|ursprüngliche e-mail|message d'origine|message d’origine|message original|"
    "message initial|e-mail d'origine|mail original|mensaje original|correo original|mensagem original|"
    "messaggio originale|messaggio original|oorspronkelijk bericht|origineel bericht|oprindelig besked|"
    "oprindelig meddelelse|original meddelelse|opprinnelig melding|opprinnelig e-post|"
    "ursprungligt meddelande|originalmeddelande|alkuperäinen viesti|oryginalna wiadomość|"
    "wiadomość oryginalna|wiadomość pierwotna|treść oryginalnej wiadomości|původní zpráva|původní e-mail|"
    "pôvodná správa|eredeti üzenet|mesaj original|mesajul original|исходное сообщение|"
    "оригинальное сообщение|пересылаемое сообщение|исходное письмо|вихідне повідомлення|"
    "оригінальне повідомлення|оригинално съобщение|izvorna poruka|originalna poruka|оригинална порука|"
    "izvirno sporočilo|αρχικό μήνυμα|orijinal ileti|orijinal mesaj|özgün ileti|הודעה מקורית|"
    "ההודעה המקורית|رسالة أصلية|الرسالة الأصلية|"
    "پیام اصلی|原始邮件|原邮件|原始郵件|邮件原件|原信件|元のメッセージ|元のメール|원본 메시지|"
    "원본 메일|원본메시지|ข้อความต้นฉบับ|thư gốc|tin nhắn gốc|pesan asli|mesej asal|oorspronklike boodskap|"
    "missatge original|jatorrizko mezua|mensaxe orixinal|originalus laiškas|pradinis laiškas|"
    "sākotnējais ziņojums|algne kiri|algne sõnum|upprunaleg skilaboð"
)

FORWARDED: Final = _phrases(
    "forwarded message|forwarded mail|forwarded email|begin forwarded message|forwarded by|"
    "weitergeleitete nachricht|anfang der weitergeleiteten nachricht|"
    "beginn der weitergeleiteten nachricht|weitergeleitete mail|message transféré|"
    "début du message réexpédié|début du message transféré|message transmis|mensaje reenviado|"
    "inicio del mensaje reenviado|mensagem encaminhada|mensagem reencaminhada|"
    "início da mensagem encaminhada|início da mensagem reencaminhada|messaggio inoltrato|"
    "inizio messaggio inoltrato|messaggio inoltrato da|doorgestuurd bericht|begin doorgestuurd bericht|"
    "videresendt melding|videresendt besked|start på videresendt besked|videresendt meddelelse|"
    "videresend melding|vidarebefordrat meddelande|vidarebefordrat brev|välitetty viesti|"
    "välitetty viesti alkaa|edelleenlähetetty viesti|wiadomość przekazana|przekazana wiadomość|"
    "początek przekazywanej wiadomości|přeposlaná zpráva|preposlaná správa|továbbított üzenet|"
    "továbbított levél kezdete|mesaj redirecționat|mesaj redirecţionat|пересылаемое сообщение|"
    "переадресованное сообщение|начало переадресованного сообщения|пересланное сообщение|"
    "переслане повідомлення|препратено съобщение|proslijeđena poruka|прослеђена порука|prosleđena poruka|"
    "posredovano sporočilo|προωθημένο μήνυμα|yönlendirilmiş ileti|iletilmiş mesaj|iletilen ileti|"
    "הודעה שהועברה|رسالة معاد توجيهها|رسالة مُعاد توجيهها|"
    "转发的邮件|转发邮件信息|已转发邮件|以下是转发的邮件|開始轉寄郵件|轉寄的郵件|转发邮件|"
    "転送されたメッセージ|転送メッセージ|전달된 메일|전달된 메시지|ข้อความที่ส่งต่อ|"
    "thư đã chuyển tiếp|tin nhắn đã chuyển tiếp|"
    "pesan terusan|pesan yang diteruskan|missatge reenviat|persiųstas laiškas|pārsūtīts ziņojums|"
    "edastatud kiri|framsend skilaboð"
)

FIELDS: Final[dict[str, str]] = {
    "from": (
        "from|von|de|da|van|fra|från|frá|lähettäjä|od|nadawca|odesílatel|odosielateľ|feladó|de la|от|от кого|"
        "від|від кого|šalje|пошиљалац|από|gönderen|kimden|מאת|من|از|发件人|寄件者|寄件人|發件人|"
        "差出人|送信者|보낸 사람|보낸사람|발신인|จาก|từ|người gửi|dari|daripada|nuo|no|saatja|kellelt|"
        "nork|remitente|remetente|expéditeur|mittente|absender|afzender|avsender|afsender|avsändare"
    ),
    "sent": (
        "sent|gesendet|envoyé|envoyé le|enviado|enviado el|enviado em|enviada|enviada em|enviat|inviato|"
        "verzonden|sendt|skickat|lähetetty|wysłano|wysłane|data wysłania|odesláno|odoslané|elküldve|küldve|"
        "trimis|отправлено|відправлено|надіслано|изпратено|poslano|послато|εστάλη|στάλθηκε|gönderildi|"
        "gönderme tarihi|gönderilme tarihi|"
        "נשלח|تم الإرسال|أرسلت|发送时间|發送時間|傳送時間|寄件日期|送信日時|"
        "보낸 날짜|보냄|ส่ง|đã gửi|ngày gửi|dikirim|terkirim|dihantar|išsiųsta|nosūtīts|saadetud|sent on"
    ),
    "date": (
        "date|datum|fecha|data|data e ora|dato|päivämäärä|päiväys|pvm|dátum|dată|дата|ημερομηνία|tarih|"
        "תאריך|التاريخ|تاریخ|日期|时间|時間|日付|日時|날짜|วันที่|ngày|tanggal|tarikh|datums|kuupäev|"
        "dagsetning|sent date|date d'envoi|data da mensagem|received|time"
    ),
    "to": (
        "to|an|à|a|para|aan|til|till|vastaanottaja|do|komu|adresat|címzett|către|la|кому|до|za|prima|προς|"
        "kime|alıcı|kimə|אל|נמען|إلى|به|收件人|收件者|宛先|받는 사람|받는사람|수신인|수신|ถึง|đến|tới|"
        "người nhận|kepada|untuk|kam|kellele|empfänger|destinataire|destinatario|destinatário|"
        "ontvanger|mottaker|modtager|mottagare|pre|per|pour"
    ),
    "cc": (
        "cc|kopie|copie|copie à|copia|cópia|kopi|kopia|kopio|dw|dw.|do wiadomości|másolatot kap|"
        "másolat|копия|копія|kopija|κοιν.|κοινοποίηση|bilgi|עותק|نسخة|抄送|副本|cc(抄送)|참조|สำเนา|tembusan|bcc|"
        "skrytá|titok|blindkopie"
    ),
    "subject": (
        "subject|betreff|objet|asunto|assunto|assumpte|oggetto|onderwerp|emne|ämne|efni|aihe|temat|předmět|"
        "predmet|tárgy|subiect|тема|относно|предмет|naslov|zadeva|θέμα|konu|נושא|الموضوع|موضوع|主题|主旨|"
        "主題|件名|제목|หัวเรื่อง|เรื่อง|chủ đề|tiêu đề|subjek|perihal|tema|temats|teema|gaia|sujet"
    ),
    "reply": "reply-to|reply to|antwort an|répondre à|responder a|rispondi a|risposta|svar til|"
    "vastausosoite|odpowiedz do|ответить|yanıtla|回复|返信先|organization|organisation|attachments|"
    "anlagen|importance|priority|wichtigkeit|pièces jointes|allegati|bijlagen",
}

REPLY_ABOVE: Final = (
    "reply above this line",
    "type your reply above",
    "antworten sie oberhalb dieser linie",
    "antworten sie über dieser zeile",
    "répondre au-dessus de cette ligne",
    "répondez au-dessus de cette ligne",
    "responda por encima de esta línea",
    "escriba su respuesta por encima de esta línea",
    "responda acima desta linha",
    "rispondi sopra questa riga",
    "antwoord boven deze regel",
)

CONFIDENTIAL: Final = (
    "confidential|privileged|intended recipient|unsubscribe|virus-free|virus free|scanned|disclaimer|"
    "vertraulich|rechtlich geschützt|abbestellen|virenfrei|confidentiel|confidentialité|désabonner|"
    "confidencial|confidencialidad|darse de baja|riservat|destinatario|analizzato|vertrouwelijk|afmelden|"
    "fortrolig|konfidentiell|konfidentiaalinen|luottamuksellinen|poufn|důvěrn|bizalmas|confidențial|"
    "конфиденциальн|конфіденційн|поверителн|povjerljiv|εμπιστευτικ|gizli|סודי|سرية|机密|機密|기밀|mật|rahasia"
)
