"""What mail servers say when they cannot deliver, as families of phrases. All lower case; matched as plain
substrings."""

from typing import Final


def _phrases(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("|"))


# About the address or its domain itself, for good: writing again is useless.
NO_SUCH_USER: Final = _phrases(
    "user unknown|unknown user|userunknown|user not found|no such user|no such person|"
    "no such recipient|no such mailbox|no such address|no such local user|no such account|"
    "no mailbox here|no mailbox by that name|no account by that name|unknown recipient|"
    "recipient unknown|unknown local|unknown address|unknown mailbox|unknown account|address unknown|"
    "account unknown|mailbox unknown|recipient not found|address not found|mailbox not found|"
    "account not found|username not found|not a valid mailbox|not a valid user|not a valid recipient|"
    "invalid recipient|invalid mailbox|invalid address|invalid user|invalid account|bad address|"
    "bad recipient|bad destination mailbox|mailbox does not exist|mailbox doesn't exist|"
    "user doesn't exist|user does not exist|account that you tried to reach does not exist|"
    "address does not exist|addresses were unknown|couldn't be found|wasn't found at|"
    "could not be found|does not exist on this|does not exist here|recipient does not exist|"
    "account does not exist|addresses does not exist|no longer valid|no longer on server|"
    "no longer in use|not known here|not our customer|not our user|not listed in|"
    "not known at this site|doesn't have a yahoo|doesn't have an account|this user doesn't have|"
    "has no mailbox|nobody by that name|is not a known user|is not a local user|not local host|"
    "user is unknown|recipnotfound|resolver.adr.recipnotfound|user_unknown|nosuchuser|there is no user|"
    "there is no one at this|undeliverable address|address rejected: undeliverable|"
    "unrouteable mail address|unable to find|mailbox is not found|no users here|"
    "unknown or illegal alias|illegal alias|is not recognized|not found in|user_not_found|"
    "does not like recipient|sorry, no mailbox|unknown e-mail|dosn't exist|user not exist|"
    "recipient not exist|no longer accepts mail|not a registered user|not a known user|delivery userid|"
    "invalid userid|requested action not taken: mailbox unavailable|"
    "unknown recipient or mailbox unavailable|rejected recipient|don't have an account|"
    "unknown to address|no local mailbox|mailbox unavailable or access denied|"
    "email address you entered couldn't be found|unbekannter empfänger|unbekannter benutzer|"
    "empfänger unbekannt|destinataire inconnu|utilisateur inconnu|adresse inconnue|usuario desconocido|"
    "destinatario desconocido|usuário desconhecido|utente sconosciuto|onbekende gebruiker|"
    "не существует|пользователь не найден|宛先不明|リストにありません|見つかりません|該当するユーザ|"
    "ご指定になったメールアドレスは"
)
# The same, beyond doubt whenever it is said.
NO_ACCOUNT: Final = _phrases("this user doesn't have a|delivery error: dd ")
NO_SUCH_HOST: Final = _phrases(
    "host unknown|unknown host|host not found|domain not found|domain does not exist|"
    "domain name not found|no such domain|unrouteable address|unroutable address|unrouteable domain|"
    "all relevant mx records point to non-existent|name or service not known|name or domain not|"
    "non-existent domain|nonexistent domain|nxdomain|host or domain name not found|"
    "cannot find any host|couldn't find any host|couldn't find a host|no mx or a records|"
    "no valid hosts|no mail exchanger|name server: host not found|no such host|unknown domain|"
    "invalid domain|dns domain '|domain lookup failed|hostname not found|remote host unknown|"
    "illegal host/domain|recipient domain must exist|domain is not reachable|does not have any mx|"
    "address lookup for|domain couldn't be found|nullmx|null mx|no mx found|no mx record|"
    "indicated no smtp service|reject all mails|domain not exist|does not accept mail|"
    "doesn't accept mail|domain does not accept|host does not accept|"
    "smtp service not available for domain"
)
MOVED: Final = _phrases(
    "has been replaced by|has moved|user not local; please try|address changed|mailbox moved"
)

FULL: Final = _phrases(
    "mailbox full|mailbox is full|mailbox for user is full|mail box full|mail box is full|quota|"
    "mailbox exceed|out of storage|insufficient storage|insufficient disk|not enough storage|disk full|"
    "too full|is full|exceeded storage|exceeds storage|exceeds allowed size|exceeded the local limit|"
    "storage allocation|allocated space|maildir over|mailfolder is full|not have enough space|no space|"
    "over the allowed|mailbox has exceeded|exceeded its|mailbox has reached|too much mail data|"
    "would exceed|over quota|storage exceeded|容量|zuviele mails|zu viele mails|buzón lleno|"
    "boîte pleine|caixa cheia|casella piena|account size|mailbox size|full mailbox|"
    "receiving mail at a rate"
)

# About the sender, his server or his mail: the words above then speak of him, not of the recipient.
ABOUT_SENDER: Final = _phrases(
    "sender address|sender rejected|sender domain|sender denied|domain of sender|sender verify|"
    "sender is not|bad sender|invalid sender|from address|return path|envelope sender|after mail from|"
    "reply to mail from|following mail from|>>> mail from|address of sender|helo command|ehlo command|"
    "helo/ehlo|client host|reverse|your hostname|your host|ptr|resolve your|sender's|originator|"
    "not authorized to send|the sender|bounced by sender"
)

# Policy: stronger than a status that says "no such address".
POLICY: Final = _phrases(
    "spam|junk|unsolicited|reputation|blocked|blacklist|black list|block list|blocklist|dnsbl|policy|"
    "policies|dmarc|dkim|spf|virus|malware|phish|greylist|graylist|disabled|suspended|too many"
)

# What makes an unknown host a passing trouble.
PASSING: Final = _phrases("try again|temporar|timed out|timeout|lookup failure|deferred")

# About this mail, this moment or a policy: the address may be good.
SOFT: Final = _phrases(
    "too large|message size|file too big|too big|size exceed|exceeds fixed maximum|larger than|too long|"
    "spam|junk|unsolicited|reputation|blocked|blacklist|black list|block list|blocklist|dnsbl|listed by|"
    "policy|policies|dmarc|dkim|spf|authenticat|virus|malware|infected|phish|content|attachment|banned|"
    "access denied|access from|permission|authorized|permitted|not allowed|unauthorized|restricted|refused|"
    "violat|complaint|greylist|graylist|rfc |missing required header|header|duplicate|disabled|suspended|"
    "inactive|deactivated|not active|dormant|locked|on hold|temporar|not accepting|rate limit|too many|"
    "too much|throttl|try again|tried again|retry|timed out|timeout|time out|connection|no route|network|"
    "unreachable|connect|expired|delivery time|queue|greeting|hop count|hops|loop|server busy|unavailable|"
    "not available|resources|system error|internal error|local error|configuration|software error|rejected|"
    "pipe|mailer error|tls|encryption|relay|deferred|プロバイダ|一時的"
)

GIVEN_UP: Final = _phrases(
    "given up|giving up|gave up|failed permanently|permanent error|permanent failure|permanent fatal|"
    "no longer be attempted|will not be retried|not be tried again|no further delivery|"
    "retry timeout exceeded|message expired|has been returned|endgültig|dauerhaft|définitivement|"
    "definitivamente"
)
STILL_TRYING: Final = _phrases(
    "will be retried|still being|will continue to try|will retry|will try again|keep trying|"
    "be attempted|has been delayed|is delayed|delivery delayed|delayed mail|delayed delivery|"
    "delivery of your message has been delayed|not yet been delivered|could not yet be delivered|"
    "has not yet been|delivery attempts will continue|do not need to resend|do not have to resend|"
    "no need to resend|no action is required on your part|warning message only|this is a warning|"
    "this is only a warning|temporary delivery|delivery status notification (delay)|continues to be|"
    "not been delivered yet|remains in the queue|in der warteschlange|wird weiterhin versucht|"
    "remise retardée|sera réessayé|entrega retrasada|in ritardo|vertraagd|配送遅延"
)
SUBJECT_DELAYED: Final = _phrases(
    "delayed|(delay)|warning: could not send|warning: message|temporary delivery|still in queue|"
    "verzögert|retardé|demora|retrasad|in ritardo|vertraagd|opóźni|задерж|not delivered yet|"
    "delay notice"
)

SUBJECT_FAILED: Final = _phrases(
    "undelivered|undeliverable|undeliver|delivery fail|delivery has failed|delivery status|"
    "delivery notification|delivery problem|delivery error|delivery report|delivery unsuccessful|"
    "mail delivery|delivery problems|returned mail|returned message|returned to sender|"
    "return to sender|failure notice|failure delivery|failed delivery|failed mail|failed message|"
    "mail failure|mail system error|message failure|mail error|mail status report|message status|"
    "non delivery|non-delivery|nondeliverable|nondelivery|not delivered|could not be delivered|"
    "could not send|unable to deliver|unable to send|unknown user|user unknown|bounce|mailer-daemon|"
    "loop alert|rejected mail|postmaster notify|notification d'état|unzustellbar|unzustellbarkeit|"
    "zustellung fehlgeschlagen|"
    "fehler bei der zustellung|nicht zugestellt|zustellungsbericht|rücksendung|non remis|échec de|"
    "non distribu|avis de non|retour de mail|no entregado|no se puede entregar|error de entrega|"
    "no se pudo entregar|devuelto|não entregue|falha na entrega|devolvid|mancata consegna|"
    "non recapitabile|messaggio non recapitato|consegna fallita|niet bezorgd|onbestelbaar|"
    "kan niet worden afgeleverd|inte levereras|olevererbart|ikke leveres|kan ikke leveres|"
    "ei voitu toimittaa|niedostarczon|nie dostarczono|zwrot|nedoručit|nedoručen|kézbesíthetetlen|"
    "nelivrat|недоставлен|не доставлен|не доставлено|невозможно доставить|недоставлене|"
    "teslim edilemedi|未送達|配信不能|配信エラー|メール配信|送信エラー|送達不能|エラーメール|"
    "メールエラー|退信|无法投递|系统退信|投递失败|無法傳遞|반송|전송 실패|mensaje no"
)
BODY_FAILED: Final = _phrases(
    "could not be delivered|couldn't be delivered|could not deliver|cannot be delivered|"
    "can't be delivered|wasn't delivered|was not delivered|were not delivered|not been delivered|"
    "has not been delivered|unable to deliver|undeliverable|undelivered|delivery failed|"
    "delivery has failed|delivery failure|failed to deliver|delivery to the following|"
    "delivery of the following|could not be sent|unable to send|returned to sender|message was not|"
    "message cannot|following address|following recipient|following destination|permanent fatal error|"
    "fatal errors|delivery error|non-delivery|failed recipient|rejected|bounce|did not reach|"
    "unknown user|user unknown|mailbox full|quota|generated automatically by mail|"
    "i'm afraid i wasn't able|wasn't able to deliver|transcript of session|unable to be delivered|"
    "returned because|message expired|delivery time|could not relay|not found|error message|"
    "unrouteable|was rejected|delivery userid|konnte nicht|nicht zugestellt|n'a pas pu|no se pudo|não pôde|non è stato|"
    "kon niet|не удалось|не доставлено|配信できません|送信できません|届けできません|届かなかった|"
    "送信出来|エラー|配信不能|无法|退信|未能|전달되지"
)
COMPLAINT: Final = _phrases(
    "complaint about message from|feedback loop|abuse report|feedback report|spam complaint|spam report"
)
