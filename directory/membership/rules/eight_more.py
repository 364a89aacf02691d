"""Criteria five to eight of policy version 1."""

from directory.core.refusals import N_
from directory.membership.rules.criteria import Criterion, Evidence, EvidenceKind

RESULTS = Criterion(
    5,
    "results",
    N_("Excellent results"),
    N_(
        "The physician’s patients have excellent results, as shown by artistry, naturalness, and the growth and yield "
        "of the hair."
    ),
    (
        Evidence(
            EvidenceKind.CONSECUTIVE_CASE,
            12,
            N_(
                "Consecutive cases of a period that the office draws, in standard views, with a follow-up at 12 months "
                "and each patient’s consent"
            ),
        ),
        Evidence(
            EvidenceKind.CHOSEN_CASE,
            8,
            N_("Chosen cases, in standard views, with a follow-up at 12 months and each patient’s consent"),
        ),
    ),
    (
        N_("Poor results, or pictures that do not show what they claim."),
        N_("Excellent results are claimed; the consecutive cases do not show them."),
        N_("Good chosen cases, but consecutive ones clearly weaker."),
        N_("Consecutive and chosen cases alike: natural, well designed, good growth."),
        N_("Clearly better than usual, also in patients with little donor hair or earlier operations."),
        N_("Among the best results known, in consecutive cases too."),
    ),
    20,
)
REPUTATION = Criterion(
    6,
    "reputation",
    N_("Reputation among colleagues and former patients"),
    N_(
        "The physician has an excellent reputation among colleagues and former patients, and is known to them for "
        "integrity."
    ),
    (
        Evidence(EvidenceKind.COLLEAGUE, 3, N_("Colleagues as referees, at least one outside the own clinic")),
        Evidence(
            EvidenceKind.FORMER_PATIENT,
            3,
            N_("Former patients as referees, who answer to the office; the physician does not name them"),
        ),
        Evidence(EvidenceKind.DISCLOSURE, 1, N_("Complaints, suits and actions of licensing boards, or none")),
    ),
    (
        N_("Dishonesty towards patients or colleagues, or an undisclosed action of a licensing board."),
        N_("A good reputation is claimed; referees do not know enough to say."),
        N_("Mixed answers, or complaints that were not answered."),
        N_("Colleagues and former patients speak well of skill and integrity; complaints were disclosed and answered."),
        N_("Colleagues send their own patients or family; patients would choose the physician again."),
        N_("Known far beyond the own clinic for skill and integrity, without reservation."),
    ),
    15,
)
EXPERIENCE = Criterion(
    7,
    "experience",
    N_("Several years of experience"),
    N_("The physician has several years of experience and depth of background in hair restoration."),
    (
        Evidence(EvidenceKind.CV, 1, N_("Dated curriculum vitae")),
        Evidence(EvidenceKind.TRAINING, 1, N_("Certificates of training")),
        Evidence(EvidenceKind.CASES_BY_YEAR, 1, N_("Number of cases in each year")),
        Evidence(EvidenceKind.LICENCE_HISTORY, 1, N_("History of licences")),
    ),
    (
        N_("No experience of the physician’s own, or gaps that are hidden."),
        N_("Years are claimed without dates, certificates or numbers."),
        N_("Few years or few cases, mostly under supervision."),
        N_("Several years, with dated training and a steady number of own cases."),
        N_("Many years with large numbers and several techniques."),
        N_("Long and deep background, and a teacher of others."),
    ),
    5,
)
CREDENTIALS = Criterion(
    8,
    "credentials",
    N_("Training, certifications and publications"),
    N_(
        "The physician’s background is documented: medical training, board certifications, awards and honours, "
        "credentials, lectures, publications and books."
    ),
    (
        Evidence(EvidenceKind.CREDENTIAL, 1, N_("Documents with issuer and date of expiry")),
        Evidence(EvidenceKind.PUBLICATIONS, 1, N_("List of lectures, publications and books, or none")),
    ),
    (
        N_("Credentials are false, or there is no medical training."),
        N_("Credentials are named; no document supports them."),
        N_("Medical training only, nothing of this field."),
        N_("Documented medical training and further education in hair restoration, confirmed at the source."),
        N_("Board certification, honours or regular lectures in this field."),
        N_("Books, publications or research that others rely on."),
    ),
    10,
)
