"""The Celery application. Tasks live in the apps' ``tasks`` modules."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reportsite.settings")

app = Celery("reportsite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["reportsite"], related_name="vital_signs")


@worker_ready.connect
def sweep_at_start(sender: object, **_: object) -> None:
    """What was queued or under way while no worker ran is sent again at once."""
    app.send_task("submissions.tasks.sweep_checks")
