"""The customers, in the languages and scripts they write. Nobody in here exists."""

from typing import NamedTuple


class Customer(NamedTuple):
    """`organization` is a name of company.ORGANIZATIONS, or empty."""

    name: str
    address: str
    language: str
    organization: str = ""


CUSTOMERS = [
    Customer("Marguerite Ellwood", "marguerite@ellwood.example", "en"),
    Customer("Tom Braithley", "tom.braithley@mailpost.example", "en"),
    Customer("Priya Raghunathan", "priya.r@mailpost.example", "en"),
    Customer("Callum O'Dwyer", "callum@pedalpost.example", "en", "Pedalpost Couriers"),
    Customer("Wendy Asante", "wendy@pedalpost.example", "en", "Pedalpost Couriers"),
    Customer("Gethin Prosser", "gethin.prosser@valley.example", "en"),
    Customer("Aroha Tamihana", "aroha@southcoast.example", "en"),
    Customer("Beatrix Holloway", "bea.holloway@mailpost.example", "en"),
    Customer("Desmond Achebe-Cole", "desmond@achebecole.example", "en"),
    Customer("Lucy Farthingale", "lucy@harbourcoffee.example", "en", "Harbour Coffee Roasters"),
    Customer("Oskar Brandvold", "oskar.brandvold@fjord.example", "en"),
    Customer("Nell Summerscale", "nell.s@mailpost.example", "en"),
    Customer("Ian McCorquodale", "ian.mcc@highlands.example", "en"),
    Customer("Yetunde Balogun", "yetunde@balogun.example", "en"),
    Customer("Rafe Winterbourne", "rafe@winterbourne.example", "en"),
    Customer("Fiona Drumgoole", "fiona.drumgoole@mailpost.example", "en"),
    Customer("Petra Meisenkamp", "petra@sternmoos.example", "de", "Kindergarten Sternmoos"),
    Customer("Jürgen Großhauser", "juergen.grosshauser@postfach.example", "de"),
    Customer("Änne Löwental", "aenne@loewental.example", "de"),
    Customer("Matthias Überlacker", "m.ueberlacker@postfach.example", "de"),
    Customer("Franziska Roßkopf", "franzi@rosskopf.example", "de"),
    Customer("Céline Aubremont", "celine@tournesol.example", "fr", "Boulangerie Tournesol"),
    Customer("Étienne Valcourt", "etienne.valcourt@courriel.example", "fr"),
    Customer("Maëlle Kerguélen", "maelle@kerguelen.example", "fr"),
    Customer("Joris Veldmeester", "joris@veldrijk.example", "nl", "Stad Veldrijk"),
    Customer("Fenna Dijkgraaf-Smits", "fenna@dijkgraafsmits.example", "nl"),
    Customer("Wessel Oosterbaan", "wessel.oosterbaan@postbus.example", "nl"),
    Customer("Lucía Fontanares", "lucia@fontanares.example", "es"),
    Customer("Íñigo Arrizabalaga", "inigo.a@correo.example", "es"),
    Customer("Graça Montenegro", "graca@montenegro.example", "pt"),
    Customer("João Vilarinho", "joao.vilarinho@correio.example", "pt"),
    Customer("Giulia Ferrabosco", "giulia@ferrabosco.example", "it"),
    Customer("Agnieszka Wróblewicz", "agnieszka@wroblewicz.example", "pl"),
    Customer("Łukasz Żurawiński", "lukasz.z@poczta.example", "pl"),
    Customer("Zdeňka Hřebíčková", "zdenka@hrebickova.example", "cs"),
    Customer("Søren Kjærbølling", "soren@kjaerbolling.example", "da"),
    Customer("Åsa Hällström", "asa.hallstrom@brev.example", "sv"),
    Customer("Gülşah Yıldırımoğlu", "gulsah@yildirimoglu.example", "tr"),
    Customer("Олена Кравчинська", "olena.k@poshta.example", "uk"),
    Customer("Богдан Ткачівський", "bohdan@tkachivskyi.example", "uk"),
    Customer("Ελένη Παπαθεοδώρου", "eleni@papatheodorou.example", "el"),
    Customer("Νίκος Καραμπέτσος", "nikos.k@tachydromio.example", "el"),
    Customer("ليلى الحداد", "layla@alhaddad.example", "ar"),
    Customer("يوسف المنصوري", "yusuf.almansouri@barid.example", "ar"),
    Customer("نور الهدى بن سالم", "nour@bensalem.example", "ar"),
    Customer("נועה ברק-שלו", "noa@barakshalev.example", "he"),
    Customer("אורי בן־דוד", "uri.bendavid@doar.example", "he"),
    Customer("مریم کاظمی", "maryam@kazemi.example", "fa"),
    Customer("佐々木 美咲", "misaki@sasaki.example", "ja"),
    Customer("高橋 健太郎", "kentaro.takahashi@yubin.example", "ja"),
    Customer("王秀兰", "xiulan.wang@youjian.example", "zh"),
    Customer("陳志豪", "chihao@chen.example", "zh"),
    Customer("김서연", "seoyeon@kim.example", "ko"),
    Customer("박준호", "junho.park@pyeonji.example", "ko"),
    Customer("สมหญิง ใจดี", "somying@jaidee.example", "th"),
    Customer("अनन्या शर्मा", "ananya@sharma.example", "hi"),
    Customer("ரமேஷ் கண்ணன்", "ramesh@kannan.example", "ta"),
    Customer("Nguyễn Thị Hồng Ánh", "honganh@nguyen.example", "vi"),
    Customer("Dragana Šćepanović", "dragana@scepanovic.example", "en"),
    Customer("Kwabena Osei-Tutu", "kwabena@oseitutu.example", "en"),
    Customer("Ingibjörg Þórðardóttir", "ingibjorg@thordardottir.example", "en"),
    Customer("Anonymous Tester", "tester+one.two@mailpost.example", "en"),
]
