"""The beat table: every periodic job on one screen. Seconds between runs; `expires` keeps a backlog from piling up."""

from typing import Any


def _every(seconds: float, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"expires": max(seconds, 2)}}


BEAT = {
    "letters": _every(2, "tasks.letters.deliver_due"),
    "photos": _every(5, "tasks.uploads.process"),
    "photos-deleted": _every(30, "tasks.uploads.remove"),
    "photos-tidy": _every(600, "tasks.uploads.tidy"),
    "sign-ins": _every(3600, "tasks.housekeeping.forget_sign_ins"),
    "next-times": _every(60, "tasks.housekeeping.next_times"),
    "consultations": _every(60, "tasks.housekeeping.consultations"),
    "silence": _every(3600, "tasks.housekeeping.silence"),
    "drafts": _every(3600, "tasks.housekeeping.drafts"),
    "proofs": _every(3600, "tasks.housekeeping.proofs"),
    "old-claims": _every(3600, "tasks.housekeeping.old_claims"),
    "applications": _every(600, "tasks.membership.applications"),
    "documents": _every(3600, "tasks.membership.documents"),
    "decisions": _every(20, "tasks.membership_decisions.make_due"),
    "audit-root": _every(600, "tasks.membership_decisions.audit_root"),
    "members": _every(60, "tasks.membership_decisions.members"),
    "held-ballots": _every(3600, "tasks.membership_desk.hold_ballots"),
    "comments": _every(3600, "tasks.membership_desk.tidy"),
    "rounds": _every(60, "tasks.membership_rounds.close_due"),
    "case-logs": _every(60, "tasks.membership.case_logs"),
    "referees": _every(60, "tasks.membership_referees.due"),
    "referees-tidy": _every(3600, "tasks.membership_referees.tidy"),
    "retention": _every(3600, "tasks.privacy.retention"),
    "heartbeat": _every(10, "tasks.housekeeping.heartbeat"),
}
