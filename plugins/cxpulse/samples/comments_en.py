"""What customers of the sample company write in English."""

from __future__ import annotations

PRAISE: dict[str, tuple[str, ...]] = {
    "general": (
        "I have ordered from Novin Home for three years and they have never let me down.",
        "Good prices, honest descriptions and people who pick up the phone.",
        "My whole living room is from here and I would buy it all again.",
        "They keep their promises, which is rarer than it should be.",
        "Easy from start to finish, and the quality is better than I expected.",
        "I already recommended you to my sister and two colleagues.",
    ),
    "advertising": (
        "The advert showed exactly what I got, at exactly that price.",
        "The newsletter is short and the offers are real offers.",
        "Saw the lamp in a video, it looks just like that at home.",
    ),
    "product_page": (
        "The photos and measurements on the page matched the sofa to the centimetre.",
        "Reviews from other buyers helped me choose the right mattress.",
        "Comparing three washing machines side by side took me five minutes.",
        "Everything I wanted to know was on the page, including the noise level.",
    ),
    "checkout": (
        "Paying took less than a minute and the invoice came at once.",
        "The discount code worked the first time.",
        "I liked that the delivery cost was shown before I had to log in.",
        "Checkout was quick and I could split the payment in three.",
    ),
    "delivery": (
        "The driver called ahead, arrived on time and carried the table up four floors.",
        "Delivered a day early and not a scratch on the box.",
        "I could follow the van on the map, so I did not have to wait all day.",
        "Both men were polite and took the old fridge away without being asked twice.",
    ),
    "first_use": (
        "Assembly took twenty minutes, every screw was there.",
        "The instructions have real drawings, even I understood them.",
        "Plugged it in and it simply worked.",
    ),
    "app": (
        "The app remembers my size list and reorders in two taps.",
        "Love the room planner, it saved me from buying the wrong shelf.",
        "The new version of the app is fast even on my old phone.",
    ),
    "support": (
        "The agent understood the problem at once and had a solution in five minutes.",
        "I wrote at midnight and had a useful answer before breakfast.",
        "Ms. Example from support called me back as promised, twice.",
        "Friendly, competent, and nobody made me repeat my story.",
    ),
    "returns": (
        "The return was collected the next day and the money was back in two.",
        "No questions asked, the label printed, done.",
        "Exchanging the curtains for another colour was easier than buying them.",
    ),
    "renewal": (
        "Renewing the plan took one click and I got last year's price.",
        "They reminded me two weeks before, not after the money was gone.",
        "The business plan pays for itself with the free deliveries alone.",
    ),
}

COMPLAINT: dict[str, tuple[str, ...]] = {
    "general": (
        "It used to be better. Prices went up and service went down.",
        "Every department tells me something different.",
        "The products are fine, but as soon as anything goes wrong you are on your own.",
        "I am looking at other shops now, sorry.",
        "Too many mails, too little help.",
        "The quality of the last two orders was far below what I paid for.",
    ),
    "advertising": (
        "The advertised price was gone when I clicked, ten minutes after the mail arrived.",
        "The picture shows four chairs, the price is for one.",
        "I unsubscribed three times and still get your offers.",
    ),
    "product_page": (
        "The page said in stock, after the order it was six weeks.",
        "No depth measurement anywhere, so the cupboard does not fit.",
        "The colour on the page is grey, what came is clearly blue.",
        "The filter for energy class does nothing.",
    ),
    "checkout": (
        "The payment page hung, and I was charged twice.",
        "The discount code was refused without any reason.",
        "A service fee appeared on the very last page.",
        "I had to enter my address three times because the form forgets it.",
    ),
    "delivery": (
        "I took a day off and nobody came, and nobody called.",
        "The box was open and one leg of the table was missing.",
        "It was left in the rain in front of the neighbour's door.",
        "Promised for Tuesday, arrived on Sunday, without a word in between.",
        "The courier refused to come up the stairs although I paid for it.",
    ),
    "first_use": (
        "Two screws were missing and the holes do not line up.",
        "The manual was in a language that nobody here reads.",
        "The kettle leaked on the first day.",
    ),
    "app": (
        "The app logs me out every day and forgets my basket.",
        "After the update the order history is empty.",
        "It crashes as soon as I open the camera for the room planner.",
    ),
    "support": (
        "I waited forty minutes on the phone and then the line was cut.",
        "Three agents, three answers, no solution.",
        "I only ever get automatic replies that do not fit my question.",
        "My ticket was closed although nothing had been solved.",
    ),
    "returns": (
        "I sent it back a month ago and still wait for my money.",
        "They want me to pay for returning a product that was broken.",
        "The return form asks for a number that is not on the invoice.",
    ),
    "renewal": (
        "The plan was renewed without asking me and at a higher price.",
        "I cannot find out how to end the contract.",
        "Loyal customers pay more than new ones, that is not fair.",
    ),
}

AFTER_PRAISE = (
    "Thank you!", "Keep it up.", "Will order again.", "Five stars from me.", "My family is happy too.",
    "That is how it should be.",
)  # fmt: skip

AFTER_COMPLAINT = (
    "Very disappointing.", "Please fix this.", "I expected more.", "This was the second time.",
    "Nobody has answered me so far.", "I want my money back.",
)  # fmt: skip

COURIER = (
    "Since you changed the courier nothing arrives on the day that the app shows.",
    "The app said delivered, but I was at home and nobody rang.",
    "The new courier has no number to call and the tracking in the app stands still.",
    "Third delivery slot booked in the app, third time nobody came.",
    "Tracking in the app shows a depot 300 km away for five days now.",
    "The old drivers were great; this new company threw the parcel over the fence.",
    "The app lets me choose a time, the courier does not care about it.",
)
