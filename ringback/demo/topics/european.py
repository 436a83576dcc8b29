"""Conversations in European languages other than English. Agents answer in the customer's language."""

from ringback.demo.topics import Topic

EUROPEAN = {
    "de": [
        Topic(
            "workshop",
            "fault",
            "Motor setzt am Berg aus",
            "Guten Tag,\n\nseit dem Herbst setzt der Motor an steilen Stellen für einige Sekunden aus und "
            "läuft dann "
            "weiter. Im Display erscheint nichts. Auftrag {n}.\n\nMit freundlichen Grüßen\n{name}",
            "Guten Tag {name},\n\ndas klingt nach dem Stecker am Drehmomentsensor. Bitte prüfen Sie, ob "
            "er bis zum "
            "Anschlag sitzt (unter dem Tretlager, grauer Stecker). Sonst bringen Sie uns das Rad gern "
            "vorbei.",
            "Der Stecker saß locker, jetzt läuft alles. Vielen Dank für die schnelle Hilfe!",
            tags="motor",
        ),
        Topic(
            "accounts",
            "question",
            "Rechnung {n} fehlt noch",
            "Hallo,\n\nfür unsere Abrechnung mit der Stadt brauchen wir noch die Rechnung {n} als PDF.",
            "Hallo {name},\n\nanbei die Rechnung. Bitte entschuldigen Sie die Verspätung.",
            tags="invoice",
        ),
    ],
    "fr": [
        Topic(
            "orders",
            "order",
            "Livraison de la commande {n}",
            "Bonjour,\n\nserait-il possible de livrer la commande {n} avant six heures du matin ? Après, "
            "nous sommes "
            "au four et personne ne peut ouvrir.\n\nMerci d'avance,\n{name}",
            "Bonjour {name},\n\nc'est noté : le transporteur passera entre 5 h et 5 h 45. Bonne journée !",
            "Parfait, merci beaucoup.",
            tags="delivery",
        ),
        Topic(
            "workshop",
            "fault",
            "Béquille qui ne tient plus",
            "Bonjour, la béquille de notre vélo ne reste plus ouverte et la caisse penche. Que faire ?",
            "Bonjour {name},\n\nil s'agit du ressort ; nous vous l'envoyons gratuitement. Le montage "
            "prend cinq minutes.",
            tags="spare-part",
        ),
    ],
    "nl": [
        Topic(
            "workshop",
            "service_request",
            "Onderhoud huurfietsen",
            "Goedemorgen,\n\nkunnen we voor onze huurfietsen een vaste onderhoudsdag per maand afspreken?",
            "Goedemorgen {name},\n\nprima: elke eerste dinsdag, vanaf acht uur. Ik zet het alvast in de "
            "agenda.",
            "Top, dank je wel!",
            tags="fleet service",
        ),
        Topic(
            "orders",
            "question",
            "Past er een hond in de bak?",
            "Onze hond weegt 38 kilo. Is er een mat of een opstapje voor de bak?",
            "Beste {name},\n\nja, allebei. De opstap klikt in de zijkant; de mat ligt los en is wasbaar.",
        ),
    ],
    "es": [
        Topic(
            "orders",
            "question",
            "¿Envían a las islas?",
            "Hola,\n\n¿envían también a las islas y cuánto cuesta? Me interesa el modelo Longtail.",
            "Hola, {name}:\n\nsí, en unas tres semanas. El envío cuesta 140; el montaje final es muy "
            "sencillo.",
            "¡Gracias! Lo pido esta semana.",
            tags="delivery",
        )
    ],
    "pt": [
        Topic(
            "workshop",
            "question",
            "Corrente ou correia?",
            "Bom dia, vale a pena trocar a corrente por uma correia num Haul com três anos?",
            "Bom dia {name},\n\nem três anos de uso diário, sim. Precisamos de abrir o quadro, são dois "
            "dias de oficina.",
        )
    ],
    "it": [
        Topic(
            "accounts",
            "service_request",
            "Fattura {n} da correggere",
            "Buongiorno, nella fattura {n} manca il codice fiscale. Potete rifarla?",
            "Buongiorno {name},\n\necco la fattura corretta in allegato.",
            tags="invoice",
        )
    ],
    "pl": [
        Topic(
            "workshop",
            "fault",
            "Światło tylne nie działa",
            "Dzień dobry,\n\npo ostatniej ulewie tylne światło zgasło i nie zapala się. Zamówienie {n}.",
            "Dzień dobry {name},\n\nwysyłamy nową lampę w ramach gwarancji, dotrze pojutrze.",
            "Dziękuję, już działa!",
            tags="warranty",
        )
    ],
    "cs": [
        Topic(
            "orders",
            "order",
            "Změna adresy u objednávky {n}",
            "Dobrý den, stěhujeme se. Můžete objednávku {n} poslat na novou adresu?",
            "Dobrý den {name},\n\nadresa je změněna, dopravce se ozve den předem.",
        )
    ],
    "da": [
        Topic(
            "workshop",
            "question",
            "Hvor tit skal gearet have olie?",
            "Hej, hvor tit skal navgearet have ny olie, og kan jeg gøre det selv?",
            "Hej {name},\n\nhver 5.000 km eller hvert andet år. Det kan du sagtens selv, vejledning er "
            "vedhæftet.",
        )
    ],
    "sv": [
        Topic(
            "orders",
            "feedback",
            "Vilken cykel!",
            "Ville bara säga att vi har sålt bilen. Barnen älskar lådan. Tack!",
            "Hej {name},\n\ntack för de fina orden, de går vidare till alla i verkstaden.",
            tags="praise",
            priority=4,
        )
    ],
    "tr": [
        Topic(
            "orders",
            "order",
            "{n} numaralı sipariş nerede?",
            "Merhaba, {n} numaralı siparişim üç haftadır hazırlanıyor görünüyor. Bir tarih var mı?",
            "Merhaba {name},\n\nkutu bugün geldi; bisikletiniz pazartesi yola çıkıyor.",
            "Harika, teşekkürler.",
            tags="delivery",
        )
    ],
    "uk": [
        Topic(
            "workshop",
            "fault",
            "Не заряджається акумулятор",
            "Доброго дня!\n\nЗарядний пристрій блимає червоним, акумулятор BW-{n} не заряджається. Що "
            "робити?",
            "Доброго дня, {name}!\n\nЧервоний означає, що акумулятор надто холодний. Занесіть його на "
            "годину до тепла.",
            "Допомогло, дякую!",
            tags="battery",
        )
    ],
    "el": [
        Topic(
            "orders",
            "question",
            "Υπάρχει κάλυμμα για τη βροχή;",
            "Καλησπέρα, υπάρχει κάλυμμα για το κουτί του Pram; Τα παιδιά βρέχονται.",
            "Καλησπέρα {name},\n\nναι, με παράθυρα, σε δύο χρώματα. Κουμπώνει σε δέκα δευτερόλεπτα.",
        )
    ],
}
