"""Periodic sweeps."""

from celery import shared_task

from directory.accounts import actions as accounts
from directory.consultations.actions import changing, outcomes, silence, tidying
from directory.core import health, transaction
from directory.core.clock import now
from directory.scheduling import actions as scheduling
from directory.scheduling import queries as times


@shared_task(name="tasks.housekeeping.heartbeat")
def heartbeat() -> None:
    """/readyz reads it."""
    health.beat()


@shared_task(name="tasks.housekeeping.forget_sign_ins")
def forget_sign_ins() -> None:
    """Tries, sessions and links that no longer count."""
    with transaction.unit():
        accounts.forget_old(now())


@shared_task(name="tasks.housekeeping.next_times")
def next_times() -> int:
    """Next open times that came too near, or became free because a hold ran out; in short transactions."""
    with transaction.reading():
        due = times.due_for_recompute(now())
    changed = 0
    for start in range(0, len(due), 100):
        with transaction.unit():
            changed += scheduling.sweep_next(due[start : start + 100], now())
    return changed


@shared_task(name="tasks.housekeeping.old_claims")
def old_claims() -> int:
    """Holds end by the clock; this only takes old rows away."""
    with transaction.unit():
        return scheduling.sweep_claims(now())


@shared_task(name="tasks.housekeeping.consultations")
def consultations() -> int:
    """Times and requests whose e-mail nobody opened, and opinions past their time."""
    with transaction.unit():
        released = changing.release_unconfirmed(now())
    with transaction.unit():
        return released + outcomes.run_over(now())


@shared_task(name="tasks.housekeeping.silence")
def close_silent() -> int:
    """Consultations that have waited for the patient for 60 days."""
    with transaction.unit():
        return silence.close_silent(now())


@shared_task(name="tasks.housekeeping.drafts")
def drafts() -> int:
    """Bookings that were never finished, after the time the privacy notice names."""
    with transaction.unit():
        return changing.forget_old_drafts(now())


@shared_task(name="tasks.housekeeping.proofs")
def proofs() -> int:
    """Devices, codes and QR links that no longer prove anything."""
    with transaction.unit():
        return tidying.forget_old_proofs(now())
