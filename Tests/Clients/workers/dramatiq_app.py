"""A Dramatiq application whose actor notes each of its runs; queues and daemon come from the environment."""

import os

import dramatiq
from dramatiq.middleware import AgeLimit, Callbacks, Retries
from dramatiq_sqs import SQSBroker

broker = SQSBroker(
    namespace=os.environ["WORKER_PREFIX"],
    middleware=[AgeLimit(), Callbacks(), Retries(min_backoff=1000, max_backoff=2000, max_retries=3)],
    visibility_timeout=300,
    tags={"made-by": "tests"},
    endpoint_url=f"http://127.0.0.1:{os.environ['WORKER_PORT']}",
    region_name="us-east-1",
    aws_access_key_id="x",
    aws_secret_access_key="x",
)
dramatiq.set_broker(broker)


@dramatiq.actor(queue_name="standard")
def note(number):
    """One line per run; appends of a line are not torn apart."""
    line = f"{number}\n".encode()
    file = os.open(os.environ["WORKER_NOTES"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(file, line)
    finally:
        os.close(file)


@dramatiq.actor(queue_name="standard")
def flaky(number):
    """Fails the first time: the retry is a new message with a delay."""
    marker = f"{os.environ['WORKER_NOTES']}.{number}"
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        note.fn(number)
    else:
        raise RuntimeError(f"{number} fails the first time")
