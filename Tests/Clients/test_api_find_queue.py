"""DeleteQueue, GetQueueUrl, ListQueues, ListDeadLetterSourceQueues (5.2 to 5.5)."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from catalogue import refused
from conftest import fresh_name


def names_of(urls):
    return [url.rsplit("/", 1)[1] for url in urls]


# DeleteQueue


def test_DQ_1_deletes_the_queue_with_messages_in_any_state(sqs, make_queue, receive, counts, name):
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    for body in ("in flight", "visible"):
        sqs.send_message(QueueUrl=queue, MessageBody=body)
    sqs.send_message(QueueUrl=queue, MessageBody="delayed", DelaySeconds=60)
    assert len(receive(queue)) == 1
    sqs.delete_queue(QueueUrl=queue)
    assert sqs.create_queue(QueueName=name)["QueueUrl"] == queue
    assert counts(queue) == (0, 0, 0)


QUEUE_CALLS = {
    "delete_queue": {},
    "get_queue_attributes": {"AttributeNames": ["All"]},
    "set_queue_attributes": {"Attributes": {"DelaySeconds": "1"}},
    "list_queue_tags": {},
    "tag_queue": {"Tags": {"a": "b"}},
    "untag_queue": {"TagKeys": ["a"]},
    "purge_queue": {},
    "list_dead_letter_source_queues": {},
    "send_message": {"MessageBody": "x"},
    "send_message_batch": {"Entries": [{"Id": "a", "MessageBody": "x"}]},
    "receive_message": {},
    "delete_message": {"ReceiptHandle": "x"},
    "delete_message_batch": {"Entries": [{"Id": "a", "ReceiptHandle": "x"}]},
    "change_message_visibility": {"ReceiptHandle": "x", "VisibilityTimeout": 1},
    "change_message_visibility_batch": {"Entries": [{"Id": "a", "ReceiptHandle": "x", "VisibilityTimeout": 1}]},
    "add_permission": {"Label": "l", "AWSAccountIds": ["111111111111"], "Actions": ["SendMessage"]},
    "remove_permission": {"Label": "l"},
}


@pytest.mark.parametrize("call", QUEUE_CALLS)
def test_Q_NONE_after_deletion(sqs, make_queue, call):
    queue = make_queue()
    sqs.delete_queue(QueueUrl=queue)
    with refused("Q-NONE"):
        getattr(sqs, call)(QueueUrl=queue, **QUEUE_CALLS[call])


@pytest.mark.parametrize("call", QUEUE_CALLS)
def test_Q_NONE_without_QueueUrl(loose, call):
    with refused("Q-NONE"):
        getattr(loose, call)(**QUEUE_CALLS[call])


def test_DQ_3_a_waiting_poll_ends_with_the_queue(sqs, queue, poll, prompt):
    waiting = poll(queue)
    with prompt():
        sqs.delete_queue(QueueUrl=queue)
        with refused("Q-NONE"):
            waiting.result()


def test_DQ_4_sources_keep_their_policy_when_the_dead_letter_queue_goes(sqs, make_queue, redrive, attributes_of):
    target = make_queue()
    policy = redrive(target, 5)
    source = make_queue(RedrivePolicy=policy)
    sqs.delete_queue(QueueUrl=target)
    assert json.loads(attributes_of(source)["RedrivePolicy"]) == json.loads(policy)
    with refused("Q-NONE"):
        sqs.list_dead_letter_source_queues(QueueUrl=target)


# GetQueueUrl


def test_GU_1_url_by_name(sqs, name):
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    assert sqs.get_queue_url(QueueName=name)["QueueUrl"] == queue


def test_GU_1_own_account_as_owner(client_for):
    client = client_for(account="123456789012")
    name = fresh_name()
    queue = client.create_queue(QueueName=name)["QueueUrl"]
    assert client.get_queue_url(QueueName=name, QueueOwnerAWSAccountId="123456789012")["QueueUrl"] == queue


def test_GU_1_unknown_queue(sqs, name):
    with refused("Q-NONE"):
        sqs.get_queue_url(QueueName=name)


def test_GU_1_missing_name(loose):
    with refused("Q-NAMEMISSING"):
        loose.get_queue_url()


def test_W_12_host_and_scheme_of_a_queue_url_play_no_part(sqs, name):
    sqs.create_queue(QueueName=name)
    for url in (
        f"https://sqs.eu-west-1.amazonaws.com/000000000000/{name}",
        f"http://elsewhere.example:1/some/prefix/000000000000/{name}",
        name,
    ):
        sqs.send_message(QueueUrl=url, MessageBody=url)
    assert sqs.get_queue_attributes(QueueUrl=name, AttributeNames=["ApproximateNumberOfMessages"])["Attributes"] == {
        "ApproximateNumberOfMessages": "3"
    }


# ListQueues


def test_LQ_5_nothing_found_leaves_the_key_out(alone):
    reply = alone.list_queues()
    assert "QueueUrls" not in reply and "NextToken" not in reply


def test_LQ_1_lists_all_and_by_prefix(alone):
    made = [alone.create_queue(QueueName=name)["QueueUrl"] for name in ("abc", "abd", "Abc", "xyz", "ab")]
    assert sorted(alone.list_queues()["QueueUrls"]) == sorted(made)
    for prefix, expected in (("ab", ["ab", "abc", "abd"]), ("abc", ["abc"]), ("A", ["Abc"]), ("xyz", ["xyz"])):
        assert sorted(names_of(alone.list_queues(QueueNamePrefix=prefix)["QueueUrls"])) == expected
    assert "QueueUrls" not in alone.list_queues(QueueNamePrefix="abcd")
    assert "QueueUrls" not in alone.list_queues(QueueNamePrefix="_")


def test_LQ_1_a_deleted_queue_is_not_listed(alone):
    kept, gone = (alone.create_queue(QueueName=name)["QueueUrl"] for name in ("kept", "gone"))
    alone.delete_queue(QueueUrl=gone)
    assert alone.list_queues()["QueueUrls"] == [kept]


def test_LQ_2_pages(alone):
    made = [alone.create_queue(QueueName=f"q{n}")["QueueUrl"] for n in range(7)]
    pages = []
    arguments = {}
    while True:
        reply = alone.list_queues(MaxResults=3, **arguments)
        pages.append(reply["QueueUrls"])
        if "NextToken" not in reply:
            break
        arguments = {"NextToken": reply["NextToken"]}
    assert [len(page) for page in pages] == [3, 3, 1]
    assert sorted(sum(pages, [])) == made


def test_LQ_2_no_token_when_the_last_page_is_full(alone):
    for n in range(4):
        alone.create_queue(QueueName=f"q{n}")
    first = alone.list_queues(MaxResults=2)
    second = alone.list_queues(MaxResults=2, NextToken=first["NextToken"])
    assert "NextToken" not in second and "NextToken" not in alone.list_queues(MaxResults=4)


def test_LQ_2_pages_of_a_prefix(alone):
    for name in ("a1", "a2", "a3", "b1", "b2"):
        alone.create_queue(QueueName=name)
    first = alone.list_queues(QueueNamePrefix="a", MaxResults=2)
    second = alone.list_queues(QueueNamePrefix="a", MaxResults=2, NextToken=first["NextToken"])
    assert sorted(names_of(first["QueueUrls"] + second["QueueUrls"])) == ["a1", "a2", "a3"]
    assert "NextToken" not in second


def test_LQ_3_a_token_outlives_creations_and_deletions(alone):
    made = {n: alone.create_queue(QueueName=f"q{n}")["QueueUrl"] for n in range(6)}
    first = alone.list_queues(MaxResults=3)
    alone.delete_queue(QueueUrl=first["QueueUrls"][-1])
    alone.create_queue(QueueName="zzz")
    rest = alone.list_queues(MaxResults=10, NextToken=first["NextToken"])["QueueUrls"]
    assert set(made.values()) - set(first["QueueUrls"]) <= set(rest)
    assert not set(first["QueueUrls"]) & set(rest)


@pytest.mark.parametrize("maximum", [0, -1, 1001])
def test_N_MAX_of_ListQueues(sqs, maximum):
    with refused("N-MAX"):
        sqs.list_queues(MaxResults=maximum)


@pytest.mark.parametrize("token", ["nonsense", "ünïcode"])
def test_N_TOKEN_of_ListQueues(sqs, token):
    with refused("N-TOKEN"):
        sqs.list_queues(MaxResults=5, NextToken=token)


def test_LQ_2_more_than_a_thousand_queues(alone):
    """Without MaxResults a thousand and no token; with it, everything in pages."""
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda n: alone.create_queue(QueueName=f"q{n:04}")["QueueUrl"], range(1003)))
    reply = alone.list_queues()
    assert len(reply["QueueUrls"]) == 1000 and "NextToken" not in reply
    first = alone.list_queues(MaxResults=1000)
    assert len(first["QueueUrls"]) == 1000
    second = alone.list_queues(MaxResults=1000, NextToken=first["NextToken"])
    assert set(first["QueueUrls"] + second["QueueUrls"]) == made and "NextToken" not in second
    by_token_alone = alone.list_queues(NextToken=first["NextToken"])
    assert sorted(by_token_alone["QueueUrls"]) == sorted(second["QueueUrls"])
    paginator = alone.get_paginator("list_queues")
    seen = [url for page in paginator.paginate(PaginationConfig={"PageSize": 250}) for url in page["QueueUrls"]]
    assert len(seen) == 1003 and set(seen) == made


# ListDeadLetterSourceQueues


def test_LD_1_lists_the_queues_that_lead_here(alone, make_queue):
    target = alone.create_queue(QueueName="target")["QueueUrl"]
    key = "queueUrls"
    assert (
        key not in alone.list_dead_letter_source_queues(QueueUrl=target)
        or not (alone.list_dead_letter_source_queues(QueueUrl=target)[key])
    )
    arn = alone.get_queue_attributes(QueueUrl=target, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = {"RedrivePolicy": json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 2})}
    sources = [alone.create_queue(QueueName=f"s{n}", Attributes=policy)["QueueUrl"] for n in range(5)]
    alone.create_queue(QueueName="bystander")
    reply = alone.list_dead_letter_source_queues(QueueUrl=target)
    assert sorted(reply[key]) == sources and "NextToken" not in reply

    first = alone.list_dead_letter_source_queues(QueueUrl=target, MaxResults=3)
    second = alone.list_dead_letter_source_queues(QueueUrl=target, MaxResults=3, NextToken=first["NextToken"])
    assert len(first[key]) == 3 and len(second[key]) == 2 and "NextToken" not in second
    assert sorted(first[key] + second[key]) == sources

    paginator = alone.get_paginator("list_dead_letter_source_queues")
    pages = paginator.paginate(QueueUrl=target, PaginationConfig={"PageSize": 2})
    assert sorted(url for page in pages for url in page[key]) == sources

    alone.set_queue_attributes(QueueUrl=sources[0], Attributes={"RedrivePolicy": ""})
    alone.delete_queue(QueueUrl=sources[1])
    assert sorted(alone.list_dead_letter_source_queues(QueueUrl=target)[key]) == sources[2:]


@pytest.mark.parametrize("maximum", [0, 1001])
def test_N_MAX_of_ListDeadLetterSourceQueues(sqs, queue, maximum):
    with refused("N-MAX"):
        sqs.list_dead_letter_source_queues(QueueUrl=queue, MaxResults=maximum)


def test_N_TOKEN_of_ListDeadLetterSourceQueues(sqs, queue):
    with refused("N-TOKEN"):
        sqs.list_dead_letter_source_queues(QueueUrl=queue, MaxResults=5, NextToken="nonsense")
