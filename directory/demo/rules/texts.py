"""What physicians and patients say in demo data."""

from random import Random

_OPENINGS = (
    "I have worked in hair restoration since {since} and see each patient myself, from first talk to last check.",
    "My practice is small on purpose: one operation a day, and time to explain what can and cannot be done.",
    "Most people who write to me are not sure whether they need an operation at all. Often the answer is not yet.",
    "I trained in dermatology first, so I look for the cause before I talk about grafts.",
)
_MIDDLES = (
    "I plan with the donor area in mind: what is taken today is not there in twenty years.",
    "For young patients I usually suggest medicine and a year of photos before any surgery.",
    "About a third of my work is the repair of earlier operations, which needs patience more than grafts.",
    "I look after many women with a wider parting, and people with coiled hair, whose grafts curve under the skin.",
    "I tell you who holds which instrument in each step, and you meet them before the day.",
    "I use both strip and single-unit methods and explain why one of them suits you better, or why neither does.",
)
_ENDS = (
    "Please send photos in daylight, without styling; they tell me more than words.",
    "A consultation with me ends with a written plan, and sometimes the plan is to wait.",
    "If I am not the right person I say so and name a colleague who is.",
    "You are welcome to bring somebody along, also to a video call.",
)


def statement(rng: Random, since: int) -> str:
    middles = rng.sample(_MIDDLES, 2)
    return " ".join([rng.choice(_OPENINGS).format(since=since), *middles, rng.choice(_ENDS)])


ACCESS = (
    "",
    "Step-free from the street; the consulting room is on the ground floor.",
    "Two steps at the entrance, a ramp on request. Lift to all floors.",
    "Lift from the car park. Please ring if you need a place near the door.",
)
AWAY = ("", "Annual leave", "Congress", "Training", "")
PUBLICATIONS = (
    ("paper", "Graft survival after short and long storage: an invented example", "Invented Journal of Hair Surgery"),
    ("paper", "Low-dose medicine before surgery: an invented example", "Invented Journal of Hair Surgery"),
    ("chapter", "Planning for later loss (invented for this demonstration)", "Invented Textbook of Hair Restoration"),
    ("lecture", "Coiled hair under the skin: lessons from the table (invented)", "Invented Congress, demonstration"),
    ("lecture", "When not to operate (invented for this demonstration)", "Invented Congress, demonstration"),
)
WISHES = {
    "receding": (
        "It began at the temples some years ago and the crown followed. I would like to know whether medicine is "
        "enough for now.",
        "My hairline has gone back quite a bit. My father lost most of his hair by forty. What would you do first?",
        "Thinning on top for some years. I am thinking about a transplant but do not want to do it too early.",
        "",
    ),
    "parting": (
        "My parting has become wider year by year. I would like to know what lies behind it.",
        "Thinner all over for some years. My blood tests were fine. Is there anything you would look at?",
        "I see more scalp in photos than I used to. I would rather not take tablets if there is another way.",
        "",
    ),
    "patches": ("Round bald patches came within a few weeks; one has grown back white.", "Two patches at the back."),
    "repair": (
        "I had a strip operation in 2011 and the scar shows when my hair is short. Can it be made less visible?",
        "Plugs from the nineties at the front. I would like a softer hairline, if there is enough donor hair left.",
    ),
    "smp": ("I keep my hair shaved and want the look of more density. How long does pigment last?", ""),
    "eyebrows": ("My eyebrows never grew back after years of plucking.", "A scar runs through my beard."),
    "medicine": ("I took finasteride for a year and stopped because of side effects. What else is there?", ""),
    "not_sure": ("I am not sure what this is. My hairdresser noticed it first.", ""),
}
FROM_WOMEN = (
    "My parting has become wider since my second child and my ponytail is half of what it was.",
    "My mother has the same wide parting. I would like to slow it down if that is possible.",
)
QUESTIONS = (
    "Is it too early for surgery?",
    "How many grafts would be realistic for me, and how many are left then?",
    "Which of the steps would you do yourself?",
    "What happens if I stop the medicine?",
    "How visible will it be when I go back to work?",
    "Can the scar be hidden with pigment?",
    "Is my donor area strong enough?",
    "Would you treat somebody of my age at all?",
)
CANNOT = "I live alone and could not take this one."
