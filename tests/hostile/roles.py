"""Who asks: the names of the cast's browsers."""

STRANGER, PATIENT = "stranger", "patient"
OWNER, OTHER, COORDINATOR = "owner", "other", "coordinator"
HALF = "owner before the second factor"
APPLICANT, REVIEWER, CHAIR, TREASURER = "applicant", "reviewer", "chair", "treasurer"
VISITOR = "a1" * 16  # the patient's browser: it booked, and has a further time reserved
