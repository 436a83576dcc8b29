"""The small words that sentences cannot do without, by language, and the letters that only one language writes. Words
that several languages share count for each of them. Pure."""

WORDS = {
    "cs": "a je se na že to v s z do pro jsem jsme není ale jak když nebo děkuji prosím dobrý den od už mi můj",
    "da": "og er det ikke at en til af jeg på har med for den der som kan vi min mit tak hej hvad men hvordan skal",
    "de": "und der die das ist nicht ich ein eine mit für auf den dem zu von habe wir sie es bei wie auch aber "
    "meine mein bitte danke sind wurde nach kann wird noch guten hallo",
    "en": "the and is to of a in i you my it have for not with that this was on but we are please be at your from "
    "can has will do thank hello when what",
    "es": "el la de que y en un una no los las por con para mi es se lo del al pero como he me está gracias hola "
    "buenos tengo muy cuando puedo",
    "fi": "ja on ei se että en ole mutta kun niin hän minun olen voi miten kiitos hei tai ovat oli myös mikä mitä "
    "nyt sen joka tämä",
    "fr": "le la les de et un une des est je vous ne pas pour dans que qui sur avec mon ma mes nous ce il elle au du "
    "en mais merci bonjour ai été suis votre cette",
    "hr": "je i u se na da ne što za su s od kako ali sam smo nije moj moja molim hvala dobar dan biti još samo kada "
    "koji bio",
    "hu": "a az és nem hogy egy is van meg de ha ez csak már kérem köszönöm vagyok volt nekem mert vagy mint lehet "
    "jó napot",
    "id": "dan yang di tidak saya ini itu untuk dengan dari ke ada akan pada bisa sudah anda kami apa terima kasih "
    "belum adalah juga tetapi",
    "it": "il la di che e un una non per è con sono le gli mi del della ho come ma si da in nel grazie buongiorno al "
    "mio mia ci più questo quando",
    "nb": "og er det ikke at en til av jeg på har med for den som kan vi min mitt takk hei hva men hvordan skal ikke "
    "etter dere fra",
    "nl": "de het een en is niet van ik in op te dat met voor mijn zijn er aan heb we u maar ook bij wat naar hoe "
    "kan dank hallo geen wij deze door",
    "pl": "i w nie na się z do jest że to mam o jak ale za proszę dziękuję dzień dobry od mi moje mój czy co już tak "
    "jestem przez po",
    "pt": "o a de que e não um uma do da em para com os as no na por mas se eu meu minha está é ao obrigado olá bom "
    "dia tenho muito quando foi dos",
    "ro": "și de la în nu este o un că pe cu mi am pentru din mai dar să ce bună ziua mulțumesc sunt au fost dacă "
    "care lui",
    "sk": "a je sa na že to v s z do pre som sme nie ale ako keď alebo ďakujem prosím dobrý deň od už mi môj čo by",
    "sl": "in je se na da v ne za so z od pa sem smo ni kako ali moj moja prosim hvala dober dan biti še samo ko ki "
    "bil to",
    "sv": "och är det inte att en till av jag på har med för den som kan vi min mitt tack hej vad men hur ska ett "
    "från om inte ni",
    "tr": "ve bir bu için ben değil ile da de çok var ne ama gibi benim nasıl daha mi merhaba teşekkürler lütfen "
    "olarak olan oldu yok ki kadar sonra",
    "vi": "và là của không tôi có một được cho trong này với các đã người những khi bạn như từ đến xin cảm ơn chào",
    # Cyrillic
    "bg": "и на да не се за е от в с че съм ли ми как но са по това моля благодаря здравейте добър ден още има",
    "ru": "и в не на я что с это как у по но за к из мне мой вы так же бы от для есть был спасибо здравствуйте "
    "пожалуйста когда если",
    "sr": "и је у се на да не што за су с од како али сам смо није мој моја молим хвала добар дан још само",
    "uk": "і в не на я що з це як у та але за до мені мій ви так же від для є був дякую добрий день будь ласка "
    "коли якщо",
    # Arabic letters
    "ar": "في من على لا أن إلى هذا ما هل عن مع لم التي كان هو أنا لكن شكرا مرحبا قد كل الذي لي هي",
    "fa": "و در به از که این را با است برای من شما آن یک نیست می سلام لطفا هم تا ممنون اما",
    "ur": "اور کے کی ہے میں نہیں کا سے کو یہ ہیں پر نے کہ میرے آپ شکریہ السلام کیا بھی",
    # Devanagari
    "hi": "है के में की का को और से नहीं यह मैं पर हैं ने कि मेरे आप लिए भी एक धन्यवाद नमस्ते क्या",
    "mr": "आहे आणि मी नाही च्या ला हे ते मला या की पण आम्ही तुम्ही धन्यवाद नमस्कार",
}
# Letters (as ranges) that settle the language by themselves.
SCRIPTS = {
    "ja": "\u3040-\u30ff",
    "ko": "\uac00-\ud7af\u1100-\u11ff",
    "th": "\u0e01-\u0e5b",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "he": "\u0590-\u05ff",
    "ka": "\u10a0-\u10ff",
    "hy": "\u0530-\u058f",
    "ta": "\u0b80-\u0bff",
    "te": "\u0c00-\u0c7f",
    "bn": "\u0980-\u09ff",
    "zh": "\u4e00-\u9fff",
}
