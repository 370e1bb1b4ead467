"""aiobotocore: many calls at once over one event loop."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiobotocore.session import get_session
from botocore.config import Config

from conftest import fresh_name
from digests import md5_of_body


@pytest.fixture
def run(daemon):
    """Runs a coroutine function with a client and the URL of a fresh queue."""

    @asynccontextmanager
    async def connected():
        client = get_session().create_client(
            "sqs",
            endpoint_url=daemon.url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="x",
            config=Config(retries={"total_max_attempts": 1}, max_pool_connections=100),
        )
        async with client as sqs:
            yield sqs

    def run(body):
        async def main():
            async with connected() as sqs:
                queue = (await sqs.create_queue(QueueName=fresh_name("aio")))["QueueUrl"]
                await body(sqs, queue)

        asyncio.run(asyncio.wait_for(main(), 250))

    return run


def test_send_receive_delete(run):
    async def body(sqs, queue):
        sent = await sqs.send_message(QueueUrl=queue, MessageBody="héllo")
        assert sent["MD5OfMessageBody"] == md5_of_body("héllo")
        (message,) = (await sqs.receive_message(QueueUrl=queue, AttributeNames=["All"]))["Messages"]
        assert (message["Body"], message["MessageId"]) == ("héllo", sent["MessageId"])
        await sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        assert "Messages" not in await sqs.receive_message(QueueUrl=queue)

    run(body)


def test_missing_queue(run):
    async def body(sqs, queue):
        with pytest.raises(sqs.exceptions.QueueDoesNotExist):
            await sqs.receive_message(QueueUrl=queue + "-gone")

    run(body)


def test_fifty_sends_at_once(run):
    async def body(sqs, queue):
        bodies = [f"body {number}" for number in range(50)]
        replies = await asyncio.gather(*(sqs.send_message(QueueUrl=queue, MessageBody=one) for one in bodies))
        assert len({reply["MessageId"] for reply in replies}) == 50
        received = []
        while len(received) < 50:
            reply = await sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
            assert reply.get("Messages"), f"only {len(received)} of 50 messages"
            received += reply["Messages"]
        assert sorted(message["Body"] for message in received) == sorted(bodies)
        ids = {one: reply["MessageId"] for one, reply in zip(bodies, replies)}
        assert {message["Body"]: message["MessageId"] for message in received} == ids

    run(body)


def test_RCV_7_concurrent_long_polls_get_each_message_once(run):
    async def body(sqs, queue):
        polls = [asyncio.create_task(sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20)) for _ in range(20)]
        await asyncio.sleep(0.5)
        await asyncio.gather(*(sqs.send_message(QueueUrl=queue, MessageBody=str(number)) for number in range(20)))
        replies = await asyncio.gather(*polls)
        got = [message["Body"] for reply in replies for message in reply.get("Messages", [])]
        assert sorted(got, key=int) == [str(number) for number in range(20)]

    run(body)


def test_workers_drain_a_queue(run):
    """Ten workers receive in batches and delete; nothing comes twice and nothing stays."""

    async def body(sqs, queue):
        for start in range(0, 200, 10):
            entries = [{"Id": str(number), "MessageBody": str(number)} for number in range(start, start + 10)]
            await sqs.send_message_batch(QueueUrl=queue, Entries=entries)
        done = []

        async def work():
            while len(done) < 200:
                reply = await sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
                messages = reply.get("Messages", [])
                if messages:
                    entries = [{"Id": one["Body"], "ReceiptHandle": one["ReceiptHandle"]} for one in messages]
                    deleted = await sqs.delete_message_batch(QueueUrl=queue, Entries=entries)
                    assert len(deleted["Successful"]) == len(messages)
                    done.extend(one["Body"] for one in messages)

        await asyncio.gather(*(work() for _ in range(10)))
        assert sorted(done, key=int) == [str(number) for number in range(200)]

    run(body)
