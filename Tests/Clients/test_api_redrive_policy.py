"""RedrivePolicy and RedriveAllowPolicy: form, checks and rendering (4.1, 4.2)."""

import json

import pytest

from catalogue import refused

ACCOUNT = "arn:aws:sqs:us-east-1:000000000000"


@pytest.fixture
def put(sqs):
    def put(queue, **attributes):
        texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in attributes.items()}
        sqs.set_queue_attributes(QueueUrl=queue, Attributes=texts)

    return put


@pytest.fixture
def target(make_queue):
    return make_queue()


# RedrivePolicy


@pytest.mark.parametrize("count", [3, "3"])
def test_A_31_rendered_canonically(queue, target, put, arn_of, attributes_of, count):
    put(queue, RedrivePolicy=json.dumps({"maxReceiveCount": count, "deadLetterTargetArn": arn_of(target)}, indent=3))
    expected = f'{{"deadLetterTargetArn":"{arn_of(target)}","maxReceiveCount":3}}'
    assert attributes_of(queue, "RedrivePolicy") == {"RedrivePolicy": expected}


def test_A_13_the_empty_string_removes_it(queue, target, put, redrive, attributes_of):
    put(queue, RedrivePolicy=redrive(target))
    put(queue, RedrivePolicy="")
    assert "RedrivePolicy" not in attributes_of(queue)


@pytest.mark.parametrize("count", [1, 1000])
def test_A_30_count_at_both_edges(queue, target, put, redrive, attributes_of, count):
    put(queue, RedrivePolicy=redrive(target, count))
    assert json.loads(attributes_of(queue, "RedrivePolicy")["RedrivePolicy"])["maxReceiveCount"] == count


@pytest.mark.parametrize("count", [0, 1001, -1, "0", "1001"])
def test_T_RPCOUNT(queue, target, put, arn_of, count):
    with refused("T-RPCOUNT", n=count):
        put(queue, RedrivePolicy={"deadLetterTargetArn": arn_of(target), "maxReceiveCount": count})


@pytest.mark.parametrize("text", ["nonsense", "[]", "5", '"text"', "{", "null"])
def test_T_RPJSON(queue, put, text):
    with refused("T-RPJSON"):
        put(queue, RedrivePolicy=text)


def test_A_36_members_of_wrong_type(queue, put):
    with refused("T-RPJSON"):
        put(queue, RedrivePolicy={"deadLetterTargetArn": ["x"], "maxReceiveCount": [1]})


def test_T_RPMISS_names_the_member(queue, target, put, arn_of):
    with refused("T-RPMISS", saying="maxReceiveCount"):
        put(queue, RedrivePolicy={"deadLetterTargetArn": arn_of(target)})
    with refused("T-RPMISS", saying="mandatory attribute: deadLetterTargetArn"):
        put(queue, RedrivePolicy={"maxReceiveCount": 3})


def test_T_RPEXTRA(queue, target, put, arn_of):
    with refused("T-RPEXTRA"):
        put(queue, RedrivePolicy={"deadLetterTargetArn": arn_of(target), "maxReceiveCount": 3, "note": "x"})


@pytest.mark.parametrize(
    "row, arn",
    [
        ("T-RPARN", "not-an-arn"),
        ("T-RPARN", "arn:aws:sqs"),
        ("T-RPSVC", "arn:aws:sns:us-east-1:000000000000:topic"),
        ("T-RPREGION", "arn:aws:sqs:eu-west-1:000000000000:q"),
        ("T-RPOWNER", "arn:aws:sqs:us-east-1:111111111111:q"),
        ("T-RPNONE", f"{ACCOUNT}:no-such-queue"),
    ],
)
def test_T_RP_of_the_target(sqs, queue, put, name, attributes_of, row, arn):
    policy = {"deadLetterTargetArn": arn, "maxReceiveCount": 3}
    with refused(row):
        put(queue, RedrivePolicy=policy)
    with refused(row):
        sqs.create_queue(QueueName=name, Attributes={"RedrivePolicy": json.dumps(policy)})
    assert "RedrivePolicy" not in attributes_of(queue)


def test_T_RPTYPE_both_ways(queue, make_queue, put, redrive):
    fifo = make_queue(suffix=".fifo", FifoQueue="true")
    with refused("T-RPTYPE"):
        put(queue, RedrivePolicy=redrive(fifo))
    with refused("T-RPTYPE"):
        put(fifo, RedrivePolicy=redrive(queue))


def test_A_32_fifo_to_fifo(make_queue, put, redrive, attributes_of):
    source, target = (make_queue(suffix=".fifo", FifoQueue="true") for _ in range(2))
    put(source, RedrivePolicy=redrive(target))
    assert "RedrivePolicy" in attributes_of(source)


def test_A_32_a_queue_may_name_itself(queue, put, redrive, attributes_of):
    put(queue, RedrivePolicy=redrive(queue))
    assert "RedrivePolicy" in attributes_of(queue)


def test_A_34_at_creation(make_queue, target, redrive, attributes_of, sqs):
    source = make_queue(RedrivePolicy=redrive(target, 7))
    assert json.loads(attributes_of(source, "RedrivePolicy")["RedrivePolicy"])["maxReceiveCount"] == 7
    assert sqs.list_dead_letter_source_queues(QueueUrl=target)["queueUrls"] == [source]


@pytest.mark.parametrize(
    "row, saying, policy",
    [
        ("T-RPMISS", "maxReceiveCount", {}),
        ("T-RPMISS", "maxReceiveCount", {"deadLetterTargetArn": "not-an-arn"}),
        ("T-RPMISS", "maxReceiveCount", {"note": 1}),
        ("T-RPEXTRA", None, {"deadLetterTargetArn": "not-an-arn", "maxReceiveCount": 0, "note": 1}),
        ("T-RPCOUNT", None, {"deadLetterTargetArn": "not-an-arn", "maxReceiveCount": 0}),
        ("T-RPSVC", None, {"deadLetterTargetArn": "arn:aws:sns:eu-west-1:111111111111:q", "maxReceiveCount": 1}),
        ("T-RPREGION", None, {"deadLetterTargetArn": "arn:aws:sqs:eu-west-1:111111111111:q", "maxReceiveCount": 1}),
        ("T-RPOWNER", None, {"deadLetterTargetArn": "arn:aws:sqs:us-east-1:111111111111:x.fifo", "maxReceiveCount": 1}),
        ("T-RPNONE", None, {"deadLetterTargetArn": f"{ACCOUNT}:none.fifo", "maxReceiveCount": 1}),
    ],
)
def test_A_35_order_of_checks(queue, put, row, saying, policy):
    with refused(row, saying=saying):
        put(queue, RedrivePolicy=policy)


# RedriveAllowPolicy


@pytest.mark.parametrize("permission", ["allowAll", "denyAll"])
def test_A_38_rendered_canonically(queue, put, attributes_of, permission):
    put(queue, RedriveAllowPolicy=json.dumps({"redrivePermission": permission}, indent=2))
    assert attributes_of(queue, "RedriveAllowPolicy") == {
        "RedriveAllowPolicy": f'{{"redrivePermission":"{permission}"}}'
    }


def test_A_38_byQueue_rendered_canonically(queue, put, attributes_of):
    arns = [f"{ACCOUNT}:s{number}" for number in range(10)]
    put(queue, RedriveAllowPolicy=json.dumps({"sourceQueueArns": arns, "redrivePermission": "byQueue"}, indent=2))
    assert attributes_of(queue, "RedriveAllowPolicy")["RedriveAllowPolicy"] == json.dumps(
        {"redrivePermission": "byQueue", "sourceQueueArns": arns}, separators=(",", ":")
    )


def test_A_13_the_empty_string_removes_the_allow_policy(queue, put, attributes_of):
    put(queue, RedriveAllowPolicy={"redrivePermission": "denyAll"})
    put(queue, RedriveAllowPolicy="")
    assert "RedriveAllowPolicy" not in attributes_of(queue)


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "[]",
        "5",
        '{"redrivePermission":"perhaps"}',
        '{"redrivePermission":5}',
        '{"redrivePermission":"allowAll","note":1}',
    ],
)
def test_T_RAJSON(queue, put, text):
    with refused("T-RAJSON"):
        put(queue, RedriveAllowPolicy=text)


@pytest.mark.parametrize("extra", [{}, {"sourceQueueArns": []}])
def test_T_RANOARN(queue, put, extra):
    with refused("T-RANOARN"):
        put(queue, RedriveAllowPolicy={"redrivePermission": "byQueue", **extra})


@pytest.mark.parametrize("permission", ["allowAll", "denyAll"])
def test_T_RAARN(queue, put, permission):
    with refused("T-RAARN"):
        put(queue, RedriveAllowPolicy={"redrivePermission": permission, "sourceQueueArns": [f"{ACCOUNT}:s"]})


def test_T_RA10(queue, put):
    with refused("T-RA10"):
        arns = [f"{ACCOUNT}:s{number}" for number in range(11)]
        put(queue, RedriveAllowPolicy={"redrivePermission": "byQueue", "sourceQueueArns": arns})


def test_T_RPDENIED_by_denyAll(sqs, queue, target, put, redrive, name, attributes_of):
    put(target, RedriveAllowPolicy={"redrivePermission": "denyAll"})
    with refused("T-RPDENIED"):
        put(queue, RedrivePolicy=redrive(target))
    with refused("T-RPDENIED"):
        sqs.create_queue(QueueName=name, Attributes={"RedrivePolicy": redrive(target)})
    assert "RedrivePolicy" not in attributes_of(queue)


def test_T_RPDENIED_by_byQueue(queue, target, make_queue, put, redrive, arn_of, attributes_of):
    stranger = make_queue()
    put(target, RedriveAllowPolicy={"redrivePermission": "byQueue", "sourceQueueArns": [arn_of(queue)]})
    put(queue, RedrivePolicy=redrive(target))
    assert "RedrivePolicy" in attributes_of(queue)
    with refused("T-RPDENIED"):
        put(stranger, RedrivePolicy=redrive(target))


def test_A_39_an_existing_link_stays(queue, target, put, redrive, sqs):
    put(queue, RedrivePolicy=redrive(target))
    put(target, RedriveAllowPolicy={"redrivePermission": "denyAll"})
    assert sqs.list_dead_letter_source_queues(QueueUrl=target)["queueUrls"] == [queue]
