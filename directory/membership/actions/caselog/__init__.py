"""What is done with a case log."""

from directory.membership.actions.caselog.assistants import accept, end, end_all, invite
from directory.membership.actions.caselog.cases import (
    add,
    change,
    delete,
    erase_deleted,
    import_rows,
    undo,
    withdraw_consent,
)
from directory.membership.actions.caselog.incoming import look_at
from directory.membership.actions.caselog.periods import draw_again, draw_due, draw_period, plan_draws, state_period
from directory.membership.actions.caselog.photos import (
    Place,
    Sent,
    announce,
    confirm,
    delete_marked,
    delete_photo,
    end_batch,
    look_again,
    mark,
    photo_settled,
    receive,
    sort,
)
from directory.membership.actions.caselog.sheets import open_sheet

__all__ = [
    "Place",
    "Sent",
    "accept",
    "add",
    "announce",
    "change",
    "confirm",
    "delete",
    "delete_marked",
    "delete_photo",
    "draw_again",
    "draw_due",
    "draw_period",
    "end",
    "end_all",
    "end_batch",
    "erase_deleted",
    "import_rows",
    "invite",
    "look_again",
    "look_at",
    "mark",
    "open_sheet",
    "photo_settled",
    "plan_draws",
    "receive",
    "sort",
    "state_period",
    "undo",
    "withdraw_consent",
]
