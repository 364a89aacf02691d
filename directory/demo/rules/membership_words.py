"""What applicants, referees, reviewers and the office write in demo data. Nobody has said any of it."""

from random import Random

from directory.membership.rules.criteria import EvidenceKind
from directory.membership.rules.referee_questions import QUESTIONS, words_key
from directory.membership.rules.referees import Group

INVENTED = "Invented for this demonstration."
STATEMENTS = {
    1: "Most sessions are between 1,800 and 3,200 grafts. Incisions are made with blades of 0.7 to 0.9 mm, cut to the "
    "size of the grafts; four people prepare them under microscopes.",
    2: "I pack up to 45 grafts per cm² in the hairline of people with a safe donor area, and less where the blood "
    "supply is doubtful. One case shows why I did not.",
    3: "I follow the direction of the hair that is left. The frontal hairs leave the skin at about fifteen degrees, "
    "and the crown keeps its whorl.",
    4: "Hair restoration is my only work. I see each patient myself before, during and after the operation.",
    5: "The consecutive cases are all of the drawn period in which I operated. Where growth was poor I say so on the "
    "sheet.",
    6: "Colleagues send me repairs. Former patients were handed cards by the clinic, without my choosing them.",
    7: "I began with supervised work and have led operations on my own since then; my licence has never been limited.",
    8: "I teach once a year and have published on graft survival. The certificates are among the documents.",
}
FIGURES = {
    EvidenceKind.EQUIPMENT: "Six stereo microscopes, 10x to 40x; cooled holding solution; two sterilisers.",
    EvidenceKind.SHARE: "24 months: 231 operations, of which 226 were hair restoration.",
    EvidenceKind.STAFF: "Five technicians, two nurses, one anaesthetist on call; trained in the house for two years.",
    EvidenceKind.OTHER_SPECIALTIES: "None. Skin checks are sent to a colleague next door.",
    EvidenceKind.CASES_BY_YEAR: "2021: 96, 2022: 108, 2023: 117, 2024: 121, 2025: 115.",
    EvidenceKind.LICENCE_HISTORY: "Held without a break or limitation since the first registration.",
    EvidenceKind.PUBLICATIONS: "“Graft survival in cooled solution”, Invented Journal of Hair Surgery (demonstration).",
}
DISCLOSED = "Four years ago: one complaint about the cost of a second session; settled in the same year."
NOT_DONE = "The scar of an earlier operation made the blood supply doubtful, so I placed 25 grafts per cm²."
VIEWS_MISSING = "Drawings stand for photos in this demonstration; not every view was drawn."
NOTES = (
    "Angle and direction agree with the hair around it.",
    "Even growth in all views that are there.",
    "The sheets are complete and the times are plausible.",
    "I would have liked one more close-up of the temple.",
    "Solid, without being outstanding.",
    "The donor area was spared.",
)
WEAK = (
    "Two of the twelve cases lack the views after twelve months.",
    "The rows of the hairline show in the close-up.",
    "The figures and the sheets do not agree for three cases.",
)
CANNOT = "I have no experience of this technique."
REMARKS = (
    (3, "Case C13 is worth a second look: the temple points agree on both sides."),
    (5, "Twelve months are short for the crown in case C15, but what is there has grown."),
    (0, "The answers of the referees and the case log tell the same story."),
)
RECUSED = "We have written a paper together and meet every year."
CONTRADICTS = "The weak criterion was cleared up in the discussion, and the rest is well above what is asked."
AGAINST = "The weak cases outweigh the rest for me."
BLOCK = (
    "The sheets of two cases name a drug that is not approved for this use.",
    "Cases C14 and C16, line “technique”.",
)
COMMENT = "I have repaired two operations of this clinic. In both the patient had not been told about the alternatives."
SUMMARY = "A comment says that patients of the clinic were not told about other ways of treatment before operations."
ANSWER = "Each patient is given our leaflet on medicine and on waiting; I have added it to the documents."
NOTE = "Telephoned: the certificate of the second course follows next week."
ITEMS = (
    ("criterion-8", "The certificate of the advanced course is missing: please add it, or say why there is none."),
    ("criterion-4", "Please say how many procedures of other kinds were done in the same months."),
)
REPLY = "The certificate is added. There were five procedures of other kinds, all small."
WITHDRAWN = "I am moving to another clinic and will apply from there."
SOURCE = "Asked the register by its form; the entry agrees with number, name and last day."
OVERALL = "The panel found the application convincing in all criteria."
LACKS = "The evidence does not reach what is asked; the anchor for a score of 3 says what would."
NEW_FACT = "The office of a second clinic has written to us after the ballots were in; this has to be looked into."
CONDITION = "The first ten operations as a member are documented with photos for the office."
REMOVAL = (
    "Two days for an inspection were offered, and refused each time (invented for this demonstration).",
    "The letters of the office with both offers, and the answers to them.",
)
DEFENCE = (
    "On both days operations had been booked for months. I have offered three other days in my answer to the office."
)
APPEAL = "The two cases that were missed lay in an annex that was opened too late."
WHY = (
    "Resolved by the committee (demonstration): a withdrawal can be taken back for ten days.",
    "Resolved by the committee (demonstration): yearly dues are raised, and a lapsed member has longer to come back.",
)
_REFEREE = (
    "I have watched operations there twice and would send my own family.",
    "We teach a course together each spring; the planning is careful.",
    "Patients come back to me well informed and content.",
    "I was told before what could go wrong, and somebody always answered the telephone.",
    "It looks as it did before I lost it; nobody has noticed.",
)


def answers(rng: Random, group: Group, *, against: bool = False) -> dict[str, str]:
    """A whole page of a referee: each question answered."""
    said: dict[str, str] = {}
    for each in QUESTIONS[group]:
        codes = [code for code, _words in each.choices]
        if not codes:
            said[words_key(each)] = "For eight years; last in the spring."
        elif each.key == "against":
            said[each.key] = "yes" if against else "no"
        else:
            said[each.key] = rng.choice(("yes", "yes", "yes", "mostly")) if "mostly" in codes else codes[0]
    said[words_key(QUESTIONS[group][1])] = rng.choice(_REFEREE) if QUESTIONS[group][1].choices else "Since 2017"
    if against:
        said["against_words"] = "Twice the patient was not told about other ways."
    return said
