"""What of membership may wait for a morning or a digest, and for whom.

Not here, so always at once: decisions and changes of a standing, the notice of a proposed removal and the day of a
hearing, invitations, links, answers to what somebody has just done, and everything to referees, who wait for no digest
of ours.
"""

from directory.accounts.rules import Permission
from directory.core.outbox import ANY, DUTY, Way, topic
from directory.core.refusals import N_

PANEL = frozenset({Permission.REVIEW, Permission.DECIDE})
MEMBERS = frozenset({Permission.PRACTICE})
APPLICANTS = frozenset({Permission.APPLY})

REVIEW = topic(
    "review",
    N_("Seats, ballots and signatures"),
    N_("You have a seat in a round, a ballot is due soon, or a block or a signature waits for you."),
    readers=PANEL,
    ways=DUTY,
)
CLOSED_ROUNDS = topic(
    "closed_rounds",
    N_("Rounds that have closed"),
    N_("A round in which you had a seat is closed, and its result is on its page."),
    readers=PANEL,
    ways=ANY,
)
RECORD = topic(
    "record",
    N_("The daily root of the record"),
    N_("A number to keep: it proves later that nothing before it was changed. It comes once a day by itself."),
    readers=frozenset({Permission.DECIDE}),
    ways=(Way.AT_ONCE,),
)
COMMENTS = topic(
    "comments",
    N_("Applications open for comments"),
    N_("A physician has applied, and members may say what they know."),
    readers=MEMBERS,
    ways=ANY,
)
MEMBERSHIP = topic(
    "membership",
    N_("Documents that expire, and re-reviews"),
    N_("A licence, a cover or a certificate ends soon, or a re-review of your membership opens."),
    readers=MEMBERS,
    ways=DUTY,
)
DUES = topic(
    "dues",
    N_("Invoices"),
    N_("An invoice for your dues, and reminders of it. In the digest the invoice is not attached; it is on your page."),
    readers=MEMBERS,
    ways=DUTY,
)
APPLICATION = topic(
    "application",
    N_("Questions about your application"),
    N_("Something is asked of you, an answer is due soon, or a day was set."),
    readers=APPLICANTS,
    ways=DUTY,
)
DRAFTS = topic(
    "drafts",
    N_("A draft that waits"),
    N_("You have begun an application and have not opened it for a while."),
    readers=APPLICANTS,
    ways=ANY,
)
OFFICE = topic(
    "office",
    N_("What arrives at the office"),
    N_(
        "An applicant or a member has answered, an appeal was lodged, or a legal hold waits for the office. It "
        "concerns you only where the office’s address is yours."
    ),
    readers=frozenset({Permission.OFFICE}),
    ways=DUTY,
)
