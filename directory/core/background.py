"""The Celery application. Celery is the doorbell; due rows and the beat sweep are the guarantee."""

import structlog
from celery import Celery

from directory.core.settings import Settings, celery_redis

log = structlog.get_logger(__name__)
celery = Celery("coalition")

# Ringing a dead Redis must fail at once: with the defaults each request would wait six seconds.
_FAST = {"socket_connect_timeout": 0.3, "socket_timeout": 0.3, "max_retries": 0, "retry_on_timeout": False}


def configure(settings: Settings) -> None:
    """No results, no long ETAs, late acknowledgement: every task may run twice."""
    celery.conf.update(
        broker_url=celery_redis(settings.redis_url),
        broker_transport_options=_FAST,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        task_ignore_result=True,
        task_acks_late=True,
        task_publish_retry=False,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        enable_utc=True,
        timezone="UTC",
    )


def wake(task: str) -> None:
    """Send a task by name. A dead broker is logged, never raised: the sweep runs it anyway."""
    try:
        celery.send_task(task, expires=60)
    except Exception as error:  # noqa: BLE001 (kombu and redis raise many kinds; none may fail a committed request)
        log.warning("worker_not_woken", task=task, error=type(error).__name__)
