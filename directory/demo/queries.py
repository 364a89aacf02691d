"""Is the site filled with demo data? Asked by every page's footer, so it is answered from memory."""

import time

import sqlalchemy as sa
from flask import Flask, current_app

from directory.core.db import db, session
from directory.demo.models import DemoLoad
from directory.physicians.models import Physician

KNOWN_FOR = 10.0  # seconds: a load or a removal by another process shows after that
_PLACE = "demo_loaded"


def present() -> DemoLoad | None:
    return session().get(DemoLoad, 1)


def any_physicians() -> bool:
    return session().scalar(sa.select(Physician.id).limit(1)) is not None


def loaded() -> bool:
    """One indexed look-up in ten seconds and process, whatever pages are shown."""
    known: tuple[float, bool] | None = current_app.extensions.get(_PLACE)
    if known is None or time.monotonic() - known[0] > KNOWN_FOR:
        known = (time.monotonic(), _looked_up())
        current_app.extensions[_PLACE] = known
    return known[1]


def there_at_start() -> bool:
    """Asked before the web server forks its workers: no connection may stay for them to share."""
    try:
        return _looked_up()
    except Exception:  # noqa: BLE001 (each driver raises its own; a database that is down keeps no site from starting)
        return False
    finally:
        db.engine.dispose()


def forget(app: Flask) -> None:
    """After a load or removal in this process."""
    app.extensions.pop(_PLACE, None)


def _looked_up() -> bool:
    """On a connection of its own: the page's transaction may be one that has failed."""
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT 1 FROM demo_loads WHERE id = 1")
        return cursor.fetchone() is not None
    except Exception:  # noqa: BLE001 (each driver raises its own; without the table there is no demo)
        return False
    finally:
        connection.close()
