"""Static files under /static/<digest of the whole tree>/..., immutable for a year; a wrong digest is never cached."""

import hashlib
from pathlib import Path

from flask import Flask, Response, send_from_directory

from directory.core.policy import public

YEAR = 365 * 86400


def init_app(app: Flask, folder: Path) -> None:
    digest = tree_digest(folder)

    @app.get("/static/<digest>/<path:name>", endpoint="static")
    @public
    def static(digest: str, name: str) -> Response:
        right = digest == app.extensions["static_digest"]
        response = send_from_directory(folder, name, max_age=YEAR if right else None)
        response.cache_control.public = right
        response.cache_control.immutable = right
        if not right:
            response.cache_control.no_cache = True
        return response

    app.extensions["static_digest"] = digest
    app.jinja_env.globals["asset"] = lambda name: f"/static/{app.extensions['static_digest']}/{name}"


def tree_digest(folder: Path) -> str:
    """12 hex digits over names and contents."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        total.update(str(path.relative_to(folder)).encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:12]
