"""An assistant: somebody of the clinic who may fill the case log, and nothing else."""

from directory.core.refusals import N_, Conflict, Refusal

ASSISTANTS_MOST = 5
INVITED_DAYS = 14


class InvitedAlready(Conflict):
    constraint = "uq_assistants_active"
    field = "email"
    message = N_("This address is invited already.")


class OneselfInvited(Refusal):
    field = "email"
    message = N_("This is your own address. Invite somebody else, or upload yourself.")


class TooManyAssistants(Refusal):
    field = "email"
    message = N_("At most five people can help at the same time. End another invitation first.")
