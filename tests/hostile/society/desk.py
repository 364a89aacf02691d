"""The office's side: a file nobody has taken, one in screening with all that may stand there, referees, comments."""

import secrets
from datetime import datetime, timedelta

from directory.core import transaction, vault
from directory.membership.actions import adverse, comments, desk, screening
from directory.membership.actions import referee as writing
from directory.membership.actions import referees as asking
from directory.membership.letters.comments import LINK as COMMENT
from directory.membership.queries import application as applications
from directory.membership.queries import comments as comment_queries
from directory.membership.queries import referees as referee_queries
from directory.membership.rules.application import State
from directory.membership.rules.comments import Weight
from tests.cast import Member
from tests.factories import membership_desk as make
from tests.factories import membership_documents as papers
from tests.factories import membership_referees as referees
from tests.factories import membership_rounds as rounds
from tests.hostile.roles import COORDINATOR, OWNER, STRANGER
from tests.hostile.society.scene import Scene, again, token, written

TOLD = "told what weighs against"


def waiting(now: datetime) -> Scene:
    scene = Scene()
    with transaction.unit():
        made = rounds.application("Dr Neva New", state=State.SUBMITTED, now=now)
    scene.see(COORDINATOR, f"/office/membership/{made.reference}")
    return scene


def screened(colleague: Member, now: datetime) -> Scene:
    """A colleague has a conflict in one file, and proposes to decline another."""
    scene = Scene()
    with transaction.unit():
        made = written("Dr Sam Screened", "CA-1", now)
        make.screened(made, colleague.id, now)
        make.waived(made, colleague.id, now)
        desk.note(made, "They called.", colleague.id, now)
        desk.declare_conflict(made, colleague.id, "We are friends.", now)
        against = rounds.application("Dr Ada Against", now=now)
        reapply = (now + timedelta(days=400)).date()
        screening.propose_decline(against, 1, reapply, "No licence.", person_id=colleague.id, now=now)
        judging = [each.id for each in rounds.reviewers(6, first=700)]
        make.judges(judging)
    own, theirs = (f"/office/membership/{each.reference}" for each in (made, against))
    scene.see(COORDINATOR, own, f"{own}/screening", f"{own}/waivers", f"{own}/round", f"{theirs}/screening")
    return scene


def commented(office: Member, now: datetime) -> Scene:
    """A round in its comment period: a comment not sent, one received with a document, one that was told of."""
    scene = Scene()
    began = now - timedelta(days=1)
    with transaction.unit():
        made = written("Dr Cora Commented", "CA-2", began)
        made.name_shown = True
        people = [each.id for each in rounds.reviewers(4, first=800)]
        round_ = rounds.opened_people(people[:3], people[3], application_id=made.id, now=began)
        unsent, sent, unread, against = (
            make.from_patient(round_, email=f"pat{number}@example.org", now=began) for number in range(4)
        )
        for each in (sent, unread, against):
            comments.send(each, began)
        document = secrets.token_hex(16)
        key, bound = vault.opened(applications.referees_vault(made)), comment_queries.proof_name(sent)
    comments.store_proof(key, bound, document, papers.pdf())
    with transaction.unit():
        comments.add_proof(sent, document)
        for each in (unread, against):
            comments.verify(made, each, person_id=office.id, now=now)
        comments.read(made, against, Weight.AGAINST, person_id=office.id, now=now)
        adverse.summarise(made, "A scar is told of.", [against.id], referees=False, person_id=office.id, now=now)
        scene.applicant(TOLD, made)
    links = [token(COMMENT, each.submission) for each in (unsent, sent)]
    scene.values = {"comments": made.reference, "comment": links[0], "received": str(sent.id), "summary": "1"}
    scene.see(COORDINATOR, f"/office/membership/{made.reference}/comments")
    scene.see(TOLD, "/membership/application/summaries/1")
    scene.see(OWNER, f"/membership/comments/{made.reference}")
    scene.see(STRANGER, *(f"/membership/comments/send/{each}" for each in links))
    return scene


def refereed(now: datetime) -> Scene:
    """Colleagues who were asked, one of whom has begun; a card not used, and one that was, with a document."""
    scene = Scene()
    with transaction.unit():
        made = rounds.application("Dr Rolf Refereed", state=State.DRAFT, now=now)
        asked, begun, telephone = referees.named(made, now=now)
        free = referees.cards(made, 1, now)[0]
        used = referees.cards(made, 1, now)[0]
        made.state = State.SUBMITTED
    with transaction.unit():
        for each in (asked, begun, telephone):
            asking.invite(each.id, now)
        writing.start(begun.id, now)
    proof_id = secrets.token_hex(16)
    with transaction.reading():
        key = vault.opened(applications.referees_vault(made))
    proof = writing.store_proof(key, writing.proof_name(again(made), proof_id), proof_id, papers.pdf())
    with transaction.unit():
        patient = writing.use_card(used.id, referees.PATIENT, proof, actor=f"card:{used.id}", now=now)
    assert patient is not None
    office = f"/office/membership/{made.reference}/referees"
    links = [token(referee_queries.LINK, each.id) for each in (asked, begun)]
    card = token(referee_queries.CARD_LINK, free.id)
    scene.values = {"refereed": made.reference, "referee": links[0], "card": card, "proof": proof_id}
    scene.values["referee number"] = str(asked.number)
    scene.see(STRANGER, f"/referee/{links[0]}/decline", f"/referee/card/{card}")
    scene.see(STRANGER, *(f"/referee/{each}" for each in links))
    scene.see(COORDINATOR, f"{office}/card", *(f"{office}/{each.number}" for each in (asked, begun, patient)))
    scene.see(COORDINATOR, f"{office}/{begun.number}/telephone", f"{office}/{asked.number}/telephone")
    return scene
