"""`?about=<topic>` comes from links on other pages and is kept in the cookie until a booking takes it over.

Also on the pages of times below a profile, which are another feature's; other pages may mean something else by it.
"""

import re

from flask import request, session

from directory.physicians.views.blueprint import bp

DIRECTORY = "/physicians"
TOPIC = re.compile(r"[a-z0-9-]{1,60}")


@bp.before_app_request
def keep_about() -> None:
    if not request.path.startswith(f"{DIRECTORY}/") and request.path != DIRECTORY:
        return
    topic = request.args.get("about", "")
    if TOPIC.fullmatch(topic):
        session["about"] = topic
