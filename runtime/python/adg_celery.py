"""
Lets Celery's workers run the `python` tasks of adg.

Start them with it beside what they run otherwise:

    celery -A shop worker --include=adg_celery

or alone, with CELERY_BROKER and, where results are kept elsewhere, CELERY_RESULTS in the environment:

    celery -A adg_celery worker
"""

import json
import os

from adg_calls import Host, run
from billiard.process import current_process
from celery import Celery, shared_task

_broker = os.environ.get("CELERY_BROKER")
app = Celery(
    "adg",
    broker=_broker,
    backend=os.environ.get("CELERY_RESULTS") or (_broker if (_broker or "").startswith("redis") else None),
    set_as_current=False,
)
# A task may be long, and those behind it should go to another worker.
app.conf.update(worker_prefetch_multiplier=1, broker_connection_retry_on_startup=True)


@shared_task(name="adg.python", bind=True, track_started=True, ignore_result=False, serializer="json")
def python(self, sent):
    """Calls a Python function in an interpreter of its own; answers, as JSON, what came of it."""
    return json.dumps(run(sent, _worker, bool((self.request.delivery_info or {}).get("redelivered"))))


class _Worker(Host):
    who = "Celery worker"
    # What Celery keeps there for its own processes.
    hidden = ("FORKED_BY_MULTIPROCESSING", "CELERY_LOG_FILE", "CELERY_LOG_LEVEL", "CELERY_LOG_REDIRECT")

    def look(self, group):
        _end_without_worker()


_worker = _Worker()

# By process: the worker that it was a child of when it began with its first task.
_workers = {}


def _end_without_worker():
    """A process of a pool whose worker was killed goes on by itself, and nobody would wait for what it does."""
    worker = _workers.setdefault(os.getpid(), os.getppid())
    if os.getppid() != worker and current_process().name != "MainProcess":
        os._exit(1)
