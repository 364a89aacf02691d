"""What gunicorn, flask and Celery load."""

import gc

from directory import create_app
from tasks import bind

app = create_app()
bind(app)
# What has been loaded stays. The collector need not go through it again and again, nor copy it into each process.
gc.collect()
gc.freeze()
