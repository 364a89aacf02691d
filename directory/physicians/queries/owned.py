"""Parts of a profile by id, only within the physician's own: a stranger's id is not there."""

from typing import TypeVar

import sqlalchemy as sa

from directory.core.db import session
from directory.core.refusals import NotThere
from directory.physicians.models import Clinic, ClinicPhysician, Credential, Procedure, Publication

Row = TypeVar("Row", Procedure, Publication, Credential)


def clinic_or_404(physician_id: int, clinic_id: int) -> Clinic:
    own = (ClinicPhysician.physician_id == physician_id, Clinic.id == clinic_id)
    found = session().scalar(sa.select(Clinic).join(ClinicPhysician).where(*own))
    if found is None:
        raise NotThere
    return found


def procedure_or_404(physician_id: int, procedure_id: int) -> Procedure:
    return _own(Procedure, physician_id, procedure_id)


def publication_or_404(physician_id: int, publication_id: int) -> Publication:
    return _own(Publication, physician_id, publication_id)


def credential_or_404(physician_id: int, credential_id: int) -> Credential:
    return _own(Credential, physician_id, credential_id)


def _own(model: type[Row], physician_id: int, row_id: int) -> Row:
    found = session().scalar(sa.select(model).where(model.physician_id == physician_id, model.id == row_id))
    if found is None:
        raise NotThere
    return found
