"""Tables of membership, one file a noun."""

from directory.membership.models.appeal import Appeal
from directory.membership.models.application import Application, ApplicationStep
from directory.membership.models.assistant import Assistant
from directory.membership.models.audit_root import AuditRoot
from directory.membership.models.ballot import Ballot, BallotVersion, ItemOpening
from directory.membership.models.comment import AdverseSummary, Comment
from directory.membership.models.decision import Condition, Decision, DecisionLetter
from directory.membership.models.desk import OfficeConflict, OfficeNote, Waiver
from directory.membership.models.dues import Invoice, InvoiceCounter, Payment, PaymentLine
from directory.membership.models.information import InformationRequest
from directory.membership.models.matter import Matter
from directory.membership.models.membership import Membership, MembershipStep
from directory.membership.models.operation import Operation, OperationConsent, OperationPhoto, UploadBatch
from directory.membership.models.panel import StandardMet
from directory.membership.models.period import DrawnPeriod, PeriodGap
from directory.membership.models.policy import PolicyVersion
from directory.membership.models.record import Record
from directory.membership.models.referee import Card, Referee, RefereeProof
from directory.membership.models.round import Elector, Round
from directory.membership.models.screening import CredentialCheck, DeclineProposal, HardStop
from directory.membership.models.secret import Attendance, Envelope, OpenedBallot
from directory.membership.models.section import Document, EvidencePiece, SectionText
from directory.membership.models.snapshot import Snapshot, SnapshotText
from directory.membership.models.talk import Block, BlockRuling, ConflictSuggestion, Remark

__all__ = [
    "AdverseSummary",
    "Appeal",
    "Application",
    "ApplicationStep",
    "Assistant",
    "Attendance",
    "AuditRoot",
    "Ballot",
    "BallotVersion",
    "Block",
    "BlockRuling",
    "Card",
    "Comment",
    "Condition",
    "ConflictSuggestion",
    "CredentialCheck",
    "Decision",
    "DecisionLetter",
    "DeclineProposal",
    "Document",
    "DrawnPeriod",
    "Elector",
    "Envelope",
    "EvidencePiece",
    "HardStop",
    "InformationRequest",
    "Invoice",
    "InvoiceCounter",
    "ItemOpening",
    "Matter",
    "Membership",
    "MembershipStep",
    "OfficeConflict",
    "OfficeNote",
    "OpenedBallot",
    "Operation",
    "OperationConsent",
    "OperationPhoto",
    "Payment",
    "PaymentLine",
    "PeriodGap",
    "PolicyVersion",
    "Record",
    "Referee",
    "RefereeProof",
    "Remark",
    "Round",
    "SectionText",
    "Snapshot",
    "SnapshotText",
    "StandardMet",
    "UploadBatch",
    "Waiver",
]
