"""A Celery application whose task notes each of its runs; queues and daemon come from the environment."""

import os

from celery import Celery

app = Celery("tests", broker=f"sqs://x:x@127.0.0.1:{os.environ['WORKER_PORT']}//")
app.conf.update(
    broker_transport_options={
        "region": "us-east-1",
        "is_secure": False,
        "queue_name_prefix": os.environ["WORKER_PREFIX"],
        "wait_time_seconds": 2,
        "polling_interval": 0.1,
        "visibility_timeout": 300,
    },
    broker_connection_retry_on_startup=True,
    task_default_queue="standard",
    task_create_missing_queues=True,
    task_acks_late=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=5,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
)


@app.task(name="note")
def note(number):
    """One line per run; appends of a line are not torn apart."""
    line = f"{number}\n".encode()
    file = os.open(os.environ["WORKER_NOTES"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(file, line)
    finally:
        os.close(file)


@app.task(name="flaky", bind=True, max_retries=3, default_retry_delay=1)
def flaky(self, number):
    """Fails the first time: the retry is a new message with a delay."""
    if self.request.retries == 0:
        raise self.retry(countdown=1)
    note(number)
