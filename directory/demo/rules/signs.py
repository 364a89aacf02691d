"""How to sign in to the demo: one password and one authenticator secret, known to everybody on purpose."""

import base64

from directory.accounts.rules import totp

PASSWORD = "demonstration only"  # noqa: S105 (printed on the terminal: the demo has no secret)
SECRET = b"coalition demo only!"
COORDINATOR = "coordinator@example.org"
PHYSICIAN = "physician@example.org"
CHAIR = "chair@example.org"
DEPUTY = "deputy@example.org"
REVIEWER = "reviewer@example.org"
LAY = "lay-reviewer@example.org"
SECOND_LAY = "second-lay-reviewer@example.org"  # an appeal is judged by nobody who judged before
TREASURER = "treasurer@example.org"
SECOND_COORDINATOR = "second-coordinator@example.org"
APPLICANT = "applicant@example.org"
# Members who sign in with an address that says what they are here: their numbers.
MEMBERS = {1: PHYSICIAN, 2: CHAIR, 3: DEPUTY, 4: REVIEWER}


def secret_text() -> str:
    """As authenticator apps ask for it."""
    return base64.b32encode(SECRET).decode().rstrip("=")


def code(at_step: int) -> str:
    return totp.code(SECRET, at_step)


def note(others: tuple[str, ...]) -> str:
    """What the run command prints."""
    lines = [
        "Demo data is loaded: every person, clinic and consultation is invented. Sign in at /sign-in as",
        f"  physician    {PHYSICIAN}",
        *(f"               {each}" for each in others),
        f"  coordinator  {COORDINATOR}",
        f"               {SECOND_COORDINATOR}",
        f"  reviewer     {REVIEWER}",
        f"               {LAY} (a former patient)",
        f"  chair        {CHAIR}",
        f"               {DEPUTY}",
        f"  treasurer    {TREASURER}",
        f"  applicant    {APPLICANT}: no password, a link by e-mail (shown at /dev/mail)",
        f"  password     {PASSWORD}",
        f"  code         authenticator secret {secret_text()}, or: flask --app wsgi demo code {PHYSICIAN}",
    ]
    return "\n".join(lines) + "\n"
