class CannotRun(Exception):
    """The site cannot be served; the message is one sentence a person can act on."""
