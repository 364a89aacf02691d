"""Tables of the directory."""

from directory.physicians.models.clinic import Clinic, ClinicPhysician, sphere
from directory.physicians.models.credential import Credential
from directory.physicians.models.offer import Procedure, ProcedureStep
from directory.physicians.models.physician import Physician, PhysicianGroup, PhysicianLanguage, StandingChange
from directory.physicians.models.search import NextTime, SearchWord
from directory.physicians.models.work import Publication, Result

__all__ = [
    "Clinic",
    "ClinicPhysician",
    "Credential",
    "NextTime",
    "Physician",
    "PhysicianGroup",
    "PhysicianLanguage",
    "Procedure",
    "ProcedureStep",
    "Publication",
    "Result",
    "SearchWord",
    "StandingChange",
    "sphere",
]
