"""What the demo tells about members: a removal that was proposed, answered and judged, and a re-review that waits for
the member's answer."""

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.demo.actions import membership_panel as panels
from directory.demo.actions.membership_story import Story
from directory.demo.rules import membership_words as words
from directory.membership.actions import matter as actions
from directory.membership.models import Matter, Round
from directory.membership.queries import matter as queries
from directory.membership.queries import rounds
from directory.membership.rules.matter import AnswerAsked, Asker, Ground, RemovalAsked
from directory.membership.rules.rounds import Kind
from directory.physicians import queries as physicians

_REMOVAL = (*(panels.YES for _ in range(5)), panels.ABSTAINS, panels.NO)


def removal(story: Story, physician_id: int) -> None:
    """Proposed, answered in writing, voted on secretly, closed by the last ballot: the chair decides next."""
    said, evidence = words.REMOVAL
    asked = RemovalAsked(Ground.INSPECTION, Asker.INSPECTION, said, evidence)
    now = story.after(days=1)
    panel = panels.choose(story, queries.candidates(physician_id, Kind.REMOVAL), 6)
    matter = actions.propose_removal(physician_id, asked, panel, person_id=story.hall.office, now=now)
    row = _drawn(story, matter, {"words": said, "evidence": evidence})
    member = physicians.by_id(physician_id).person_id or 0
    actions.answer(matter.id, AnswerAsked(words.DEFENCE), person_id=member, now=story.after(days=9))
    panels.declare(story, row)
    panels.wait_for_ballots(story, row)
    for person_id, voice in zip(panels.seats(row), _REMOVAL, strict=True):
        story.after(minutes=400)
        panels.cast_secretly(story, row, person_id, voice)


def re_review(story: Story) -> None:
    """Of who waits longest, rather of somebody who judges nobody; the others stay in the queue."""
    now, hall = story.after(days=1), story.hall
    judges = {hall.chair, hall.deputy, *hall.reviewers}
    due = [each.member.physician_id for each in queries.re_reviews_due(now.date())]
    people = [physicians.by_id(number) for number in due if not queries.under_way(number)]
    for chosen in sorted(people, key=lambda each: each.person_id in judges)[:1]:
        panel = panels.choose(story, queries.candidates(chosen.id, Kind.RE_REVIEW), 5)
        _drawn(story, actions.open_re_review(chosen.id, panel, person_id=hall.office, now=now), {})


def _drawn(story: Story, matter: Matter, said: dict[str, str]) -> Round:
    """Names that are drawn from the seed instead; what was said is sealed under the new one."""
    before, matter.vault_id = matter.vault_id, vault.create_named(story.hex(), story.now).id
    matter.said = vault.seal_json(queries.key(matter), queries.sealed_as(matter, "said"), said)
    session().flush()
    session().execute(sa.delete(vault.Vault).where(vault.Vault.id == before))
    return story.draw_round_names(rounds.locked(matter.round_id))
