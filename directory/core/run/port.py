"""The address to serve on: tried before anything is started, so that a port in use costs one sentence."""

import errno
import socket

from directory.core.run.refused import CannotRun


def claim(host: str, port: int) -> int:
    """The port, unused a moment ago; 0 asks for any."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            number: int = listener.getsockname()[1]
            return number
    except OSError as error:
        raise CannotRun(_sentence(host, port, error)) from None


def _sentence(host: str, port: int, error: OSError) -> str:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"HOST {host} is no address of this machine: use 127.0.0.1, or 0.0.0.0 for all of them."
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used by this user: choose one above 1023 with PORT."
    return f"Port {port} on {host} is in use: stop what uses it, or choose another one with PORT."


def local(host: str) -> str:
    """Where this machine reaches a server that listens on host."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared here, not listened on
