"""The eight criteria of policy version 1, the four qualities they serve, and what stops an application before scoring.

The sentences are our own and say everything the published standards say.
"""

from directory.core.refusals import N_
from directory.membership.rules.criteria import Criterion, Evidence, EvidenceKind, Quality
from directory.membership.rules.eight_more import CREDENTIALS, EXPERIENCE, REPUTATION, RESULTS

QUALITIES = (
    Quality(
        "integrity",
        N_("Integrity"),
        N_("Patients are told the truth, also when it costs an operation. Every referee is asked about it."),
    ),
    Quality("skill", N_("Skill"), N_("The hands, the eye and the team that make a result look natural.")),
    Quality("experience", N_("Experience"), N_("Years of work in this field, with enough patients to learn from.")),
    Quality("ability", N_("Ability"), N_("The training and judgement to choose well for each patient.")),
)
HARD_STOPS = (
    N_("There is no valid licence to practise."),
    N_("An action of a licensing board was not disclosed."),
    N_("Photos were given without the patient’s consent."),
    N_("The applicant does not agree to inspection or to the rule on complaints."),
)

_SESSIONS = Criterion(
    1,
    "sessions",
    N_("Large sessions of ultra refined follicular unit grafting"),
    N_(
        "The physician has a demonstrated capability to successfully perform large sessions of ultra refined "
        "follicular unit grafting, with tiny incisions and with grafts that are trimmed and prepared under the "
        "microscope."
    ),
    (
        Evidence(
            EvidenceKind.CASE_SHEET,
            6,
            N_(
                "Case sheets with date, technique, grafts of one, two and three hairs, tool and size of the incisions, "
                "team, and minutes"
            ),
        ),
        Evidence(EvidenceKind.SLIT_PHOTO, 1, N_("Photo of the incisions with a scale in the picture")),
        Evidence(EvidenceKind.MICROSCOPE_ROOM, 1, N_("Photo of the room in which grafts are prepared")),
        Evidence(EvidenceKind.EQUIPMENT, 1, N_("List of the equipment")),
    ),
    (
        N_("No large session is shown, or grafts are not prepared under the microscope."),
        N_("Large sessions are described; no case sheet or photo supports it."),
        N_("Some large sessions, but with large incisions, mixed grafts or long times outside the body."),
        N_("Large sessions done well and repeatedly: tiny incisions, follicular units, microscopes, a stable team."),
        N_("As above, with consistently finer incisions and well documented graft counts."),
        N_("Work that others could be taught from: large, refined, fast and documented throughout."),
    ),
    15,
)
_DENSITY = Criterion(
    2,
    "density",
    N_("Dense packing when appropriate"),
    N_(
        "The physician is able to place grafts densely in a given area when that is appropriate for the patient, and "
        "recognises when it is not."
    ),
    (
        Evidence(
            EvidenceKind.DENSITY_CASE, 4, N_("Cases with a macro photo and measured grafts per square centimetre")
        ),
        Evidence(EvidenceKind.DENSITY_DECLINED, 1, N_("A case in which it was not done, and why")),
    ),
    (
        N_("Dense packing harmed patients, or is done whatever the patient needs."),
        N_("Densities are claimed; none is measured."),
        N_("Measured densities are clearly below what the area needed, or growth was poor."),
        N_("Measured densities suit the area, the grafts grew, and one case shows good reasons against it."),
        N_("High densities with good growth, and clear judgement about supply and blood flow."),
        N_("Exemplary density, growth and restraint over many kinds of patients."),
    ),
    10,
)
_DIRECTION = Criterion(
    3,
    "direction",
    N_("Orientation and direction of the grafts"),
    N_(
        "The physician masters the orientation, angle and direction of the grafts, so that the hair looks completely "
        "natural."
    ),
    (
        Evidence(
            EvidenceKind.CLOSE_UPS,
            3,
            N_(
                "Close-ups of hairline, temple and crown from the same angle: before, after about 10 days, and after "
                "12 months"
            ),
        ),
    ),
    (
        N_("Direction is wrong, and the result is visibly unnatural."),
        N_("Natural direction is claimed; no close-up lets anybody see it."),
        N_("Direction is right in places, with rows, turned grafts or a hard hairline in others."),
        N_("Hairline, temple and crown follow natural direction; nobody would notice an operation."),
        N_("Natural also in difficult places: whorl, temple points, swirls, scars."),
        N_("Indistinguishable from grown hair in every view, case after case."),
    ),
    15,
)
_SPECIALTY = Criterion(
    4,
    "specialty",
    N_("Hair restoration as the main specialty"),
    N_("The physician practises hair restoration exclusively, or as the main specialty of the clinic."),
    (
        Evidence(EvidenceKind.SHARE, 1, N_("Share of all procedures over the last 24 months")),
        Evidence(EvidenceKind.STAFF, 1, N_("Staff list with tasks")),
        Evidence(EvidenceKind.OTHER_SPECIALTIES, 1, N_("Other specialties of the physician and the clinic, or none")),
    ),
    (
        N_("Hair restoration is a side line, or others operate under the physician’s name."),
        N_("A main specialty is claimed without figures."),
        N_("Less than half of the procedures, or a team that changes with the day."),
        N_("The main specialty of the clinic, with its own trained team."),
        N_("Nearly all of the work, with a team of several years."),
        N_("Hair restoration exclusively, with a team trained and kept by the physician."),
    ),
    10,
)
EIGHT = (_SESSIONS, _DENSITY, _DIRECTION, _SPECIALTY, RESULTS, REPUTATION, EXPERIENCE, CREDENTIALS)
