"""Conversations in English."""

from ringback.demo.topics import Topic

ENGLISH = [
    Topic(
        "workshop",
        "fault",
        "Battery of the Haul stops at 40 %",
        "Hello,\n\nsince last week my Haul switches itself off as soon as the battery shows 40 %. I have "
        "charged it "
        "overnight twice. The number on the battery is BW-{n}.\n\nWhat can I do? I need the bicycle for "
        "work.",
        "Dear {name},\n\nthank you for the number, that helps: batteries of this series sometimes lose "
        "count of "
        "their cells. Please ride it until it is empty once, then charge it for twelve hours without a "
        "break.\n\n"
        "If it still stops early afterwards, we exchange it, and you need not pay for that.",
        "I did exactly that and it now stops at 55 %. So the exchange, please! When could I come by?",
        "Any weekday between 8 and 17. We keep one here under your name; it takes ten minutes.",
        "Third one of series BW-2 this month. Hana, is that still the firmware or do we call them back?",
        "battery warranty",
        2,
    ),
    Topic(
        "workshop",
        "fault",
        "Front brake squeals in the rain",
        "Hi there,\n\nthe front disc brake makes a terrible noise whenever it rains. People turn round in "
        "the "
        "street. It brakes well, though. Order {n}.",
        "Hello {name},\n\nthat is the sound of pads that have met chain oil. A new pair costs 18 and is "
        "fitted "
        "while you wait. If you would rather try it yourself: take the pads out and hold them over a gas "
        "flame "
        "for a minute, outdoors.",
        "Gas flame! That worked. The street thanks you.",
        "",
        "",
        "brakes",
    ),
    Topic(
        "workshop",
        "service_request",
        "Yearly service for our whole fleet",
        "Good morning,\n\nall our Longtails are due for service in spring. Could you do three a day, so "
        "that the "
        "rest can stay on the road? We would bring them at seven.",
        "Good morning {name},\n\nthree a day from the first Monday works. I have put you down for six "
        "mornings; "
        "the list with frame numbers is attached to the appointment. Loan bicycles: two.",
        "Six mornings are fine. One more thing: bicycle 11 has had an accident, the box is cracked.",
        "Noted. We will have a box in that colour here by then.",
        "Contract customer, spares at cost. Emil does the mornings.",
        "fleet service",
    ),
    Topic(
        "workshop",
        "question",
        "Which child seat fits the Pram?",
        "Our daughter turns one in May. Which of the seats fits into the Pram, and may she ride in it "
        "already?",
        "Dear {name},\n\nthe small shell fits, from the age when she sits upright by herself, usually "
        "nine to "
        "twelve months. It is fastened to the three points of the bench. Please use the head rest as well.",
        "",
        "",
        "",
        "children",
    ),
    Topic(
        "orders",
        "order",
        "Where is my order {n}?",
        "Hello,\n\nI ordered a Longtail five weeks ago (order {n}) and was told four. Is there a date by "
        "now?",
        "Dear {name},\n\nI am sorry for the silence. Your frame left the paint shop yesterday; assembly "
        "takes "
        "three days, so you will have it by Thursday next week. The carrier calls you the day before.",
        "Thursday is fine, but after four in the afternoon please.",
        "I have told the carrier: after 16:00.",
        "Paint shop was closed for a week and nobody told those waiting. List of the others?",
        "delivery",
    ),
    Topic(
        "orders",
        "order",
        "Change the colour of order {n}",
        "Hi,\n\nmy partner has put a veto on the yellow. Can I still change order {n} to slate blue?",
        "Hello {name},\n\njust in time: it goes to paint tomorrow. It is slate blue now, at the same price.",
        "You have saved a marriage. Thank you!",
        "",
        "",
        "change",
    ),
    Topic(
        "orders",
        "question",
        "Does the box fit through a 78 cm door?",
        "Our hallway door is 78 cm wide. Does the Haul go through, box and all? What if I take the pedals "
        "off?",
        "Hello {name},\n\nthe box of the Haul is 66 cm wide, the handlebar 74 cm. Straight through it "
        "fits with "
        "two centimetres on each side, pedals on. I have attached the drawing.",
        "",
        "",
        "",
        "measures",
    ),
    Topic(
        "orders",
        "sales_lead",
        "Quote for eight bicycles",
        "Dear Brindlewick team,\n\nwe are about to replace two delivery vans by bicycles and ask for a "
        "quote for "
        "eight Hauls with insulated boxes, and for a service contract over three years.\n\nCould somebody "
        "call?",
        "Dear {name},\n\nwith pleasure. The quote is attached; eight Hauls come with one spare battery "
        "for two "
        "bicycles. I will call you tomorrow at ten to go through the service contract.",
        "Thank you. Ten is good. Please have the figures for leasing ready as well.",
        "",
        "Big one. Imke, do you join the call?",
        "quote",
        2,
    ),
    Topic(
        "orders",
        "feedback",
        "Thank you for the kind delivery",
        "I just wanted to say that the gentleman who delivered our Pram took an hour to explain "
        "everything and "
        "let the children ride around the yard. That was lovely.",
        "Dear {name},\n\nthis makes our week, and his. I have read it out at lunch. Enjoy the rides!",
        "",
        "",
        "",
        "praise",
        4,
    ),
    Topic(
        "accounts",
        "question",
        "Invoice {n} was charged twice",
        "Hello,\n\nmy bank shows two debits for invoice {n}, on the same day. Please have a look and send "
        "one of "
        "them back.",
        "Dear {name},\n\nyou are right, and I apologise: our bank ran the batch twice that day. The "
        "second amount "
        "is on its way back and will be with you within three days.",
        "It has arrived. All good.",
        "",
        "The bank confirms: 14 customers. Kofi writes to the rest.",
        "refund",
        2,
    ),
    Topic(
        "accounts",
        "service_request",
        "Invoice in the name of our company",
        "Could you please issue invoice {n} again, in the name of the company and with our tax number? "
        "The one we "
        "have carries my private address.",
        "Hello {name},\n\nhere it is, with company and tax number. The old one is cancelled; please throw "
        "it away.",
        "",
        "",
        "",
        "invoice",
    ),
    Topic(
        "accounts",
        "question",
        "How does the job-bike scheme work with you?",
        "My employer takes part in a leasing scheme. Do you work with it, and who signs what?",
        "Dear {name},\n\nyes: you choose, we send the offer to the scheme, your employer signs there, and we "
        "deliver when the scheme has paid. From experience this takes two weeks.",
        "And what happens if I leave the company?",
        "Then you may take over the contract or give the bicycle back; both without a fee.",
        "",
        "leasing",
    ),
]
