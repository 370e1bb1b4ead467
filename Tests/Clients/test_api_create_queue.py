"""CreateQueue: names, attributes, tags, and what happens when the queue is there already (5.1)."""

import json

import pytest

from catalogue import refused
from conftest import fresh_name


def test_ID_3_url_is_host_account_name(sqs, daemon, name):
    assert sqs.create_queue(QueueName=name)["QueueUrl"] == f"{daemon.url}/000000000000/{name}"


@pytest.mark.parametrize("valid", ["a", "A-b_C-9", "9", "-", "_", "n" * 80])
def test_ID_1_valid_names(alone, valid):
    assert alone.create_queue(QueueName=valid)["QueueUrl"].endswith("/" + valid)


@pytest.mark.parametrize("invalid", ["n" * 81, "a b", "a.b", "a/b", "a!", "é", "日本", "a\tb", "a.fifo"])
def test_CQ_1_invalid_standard_name(loose, invalid):
    with refused("Q-NAME"):
        loose.create_queue(QueueName=invalid)


@pytest.mark.parametrize("invalid", ["a", "a b.fifo", "a.FIFO", "a.fifo.b", "n" * 76 + ".fifo"])
def test_CQ_1_invalid_fifo_name(loose, invalid):
    with refused("Q-NAMEFIFO"):
        loose.create_queue(QueueName=invalid, Attributes={"FifoQueue": "true"})


def test_ID_1_fifo_suffix_counts_in_the_80(alone):
    name = "n" * 75 + ".fifo"
    assert alone.create_queue(QueueName=name, Attributes={"FifoQueue": "true"})["QueueUrl"].endswith("/" + name)


def test_CQ_1_empty_name(loose):
    with refused("Q-NAMEEMPTY"):
        loose.create_queue(QueueName="")


def test_CQ_1_missing_name(loose):
    with refused("Q-NAMEMISSING"):
        loose.create_queue()


def test_ID_1_names_are_case_sensitive(sqs):
    name = fresh_name("Case")
    first = sqs.create_queue(QueueName=name)["QueueUrl"]
    second = sqs.create_queue(QueueName=name.lower())["QueueUrl"]
    assert first != second
    sqs.send_message(QueueUrl=first, MessageBody="upper")
    assert "Messages" not in sqs.receive_message(QueueUrl=second)


def test_CQ_1_fifo_and_standard_of_one_stem_live_side_by_side(sqs, name):
    standard = sqs.create_queue(QueueName=name)["QueueUrl"]
    fifo = sqs.create_queue(QueueName=name + ".fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    assert fifo == standard + ".fifo"


def test_A_6_FifoQueue_false_on_a_standard_queue(sqs, name):
    with refused("T-UNKNOWN", Name="FifoQueue"):
        sqs.create_queue(QueueName=name, Attributes={"FifoQueue": "false"})


def test_A_6_ContentBasedDeduplication_on_a_standard_queue(sqs, name):
    with refused("T-UNKNOWN", Name="ContentBasedDeduplication"):
        sqs.create_queue(QueueName=name, Attributes={"ContentBasedDeduplication": "true"})


@pytest.mark.parametrize("attribute, value", [("DeduplicationScope", "queue"), ("FifoThroughputLimit", "perQueue")])
def test_A_6_fifo_only_attributes_on_a_standard_queue(sqs, name, attribute, value):
    with refused("T-FIFOONLY", saying=attribute):
        sqs.create_queue(QueueName=name, Attributes={attribute: value})


def test_CQ_2_all_attributes_are_stored(sqs, name, attributes_of):
    given = {
        "DelaySeconds": "1",
        "MaximumMessageSize": "2048",
        "MessageRetentionPeriod": "3600",
        "ReceiveMessageWaitTimeSeconds": "2",
        "VisibilityTimeout": "33",
    }
    queue = sqs.create_queue(QueueName=name, Attributes=given)["QueueUrl"]
    assert given.items() <= attributes_of(queue).items()


@pytest.mark.parametrize(
    "bad",
    [{"VisibilityTimeout": "43201"}, {"NoSuchThing": "1"}, {"RedrivePolicy": "{}"}, {"QueueArn": "x"}],
    ids=lambda bad: next(iter(bad)),
)
def test_CQ_2_a_bad_attribute_creates_nothing(sqs, name, bad):
    with pytest.raises(sqs.exceptions.ClientError):
        sqs.create_queue(QueueName=name, Attributes={"DelaySeconds": "5", **bad})
    with refused("Q-NONE"):
        sqs.get_queue_url(QueueName=name)


def test_CQ_3_again_without_attributes_gives_the_existing_url(sqs, name, attributes_of):
    queue = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "45"})["QueueUrl"]
    assert sqs.create_queue(QueueName=name)["QueueUrl"] == queue
    assert attributes_of(queue)["VisibilityTimeout"] == "45"


def test_CQ_3_again_with_equal_attributes_gives_the_existing_url(sqs, name):
    attributes = {"VisibilityTimeout": "45", "DelaySeconds": "3"}
    queue = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="stays", DelaySeconds=0)
    assert sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"] == queue
    assert sqs.receive_message(QueueUrl=queue)["Messages"][0]["Body"] == "stays"


def test_CQ_3_some_of_the_attributes_are_enough_when_they_match(sqs, name):
    queue = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "45", "DelaySeconds": "3"})["QueueUrl"]
    assert sqs.create_queue(QueueName=name, Attributes={"DelaySeconds": "3"})["QueueUrl"] == queue


@pytest.mark.parametrize(
    "attribute, value, other",
    [
        ("VisibilityTimeout", "45", "46"),
        ("DelaySeconds", "3", "0"),
        ("MaximumMessageSize", "2048", "4096"),
        ("MessageRetentionPeriod", "60", "61"),
        ("ReceiveMessageWaitTimeSeconds", "1", "20"),
        ("SqsManagedSseEnabled", "false", "true"),
    ],
)
def test_Q_EXISTS_names_the_attribute_that_differs(sqs, name, attribute, value, other):
    queue = sqs.create_queue(QueueName=name, Attributes={attribute: value})["QueueUrl"]
    with refused("Q-EXISTS", Name=attribute):
        sqs.create_queue(QueueName=name, Attributes={attribute: other})
    assert sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=[attribute])["Attributes"] == {attribute: value}


def test_Q_EXISTS_one_of_several_differs(sqs, name):
    sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "45", "DelaySeconds": "3"})
    with refused("Q-EXISTS", Name="DelaySeconds"):
        sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "45", "DelaySeconds": "4"})


def test_CQ_3_defaults_count_as_values(sqs, name):
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    assert sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "30"})["QueueUrl"] == queue
    with refused("Q-EXISTS", Name="VisibilityTimeout"):
        sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "31"})


def test_CQ_3_an_attribute_that_has_no_value_differs_from_a_given_one(sqs, name, make_queue, redrive):
    sqs.create_queue(QueueName=name)
    with refused("Q-EXISTS", Name="RedrivePolicy"):
        sqs.create_queue(QueueName=name, Attributes={"RedrivePolicy": redrive(make_queue())})


def test_CQ_3_compares_with_the_current_values(sqs, name):
    queue = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "45"})["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "46"})
    with refused("Q-EXISTS", Name="VisibilityTimeout"):
        sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "45"})
    assert sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "46"})["QueueUrl"] == queue


def test_CQ_3_a_bad_attribute_is_bad_on_an_existing_queue_too(sqs, name):
    sqs.create_queue(QueueName=name)
    with refused("T-VALUE", Name="VisibilityTimeout"):
        sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "43201"})


def test_CQ_4_compares_integers_and_booleans_by_value(sqs, name):
    queue = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "45", "SqsManagedSseEnabled": "false"})[
        "QueueUrl"
    ]
    again = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "045", "SqsManagedSseEnabled": "FALSE"})
    assert again["QueueUrl"] == queue


def test_CQ_4_compares_json_by_content(sqs, name, make_queue, arn_of):
    target = arn_of(make_queue())
    one = json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": 3})
    same = json.dumps({"maxReceiveCount": "3", "deadLetterTargetArn": target}, indent=2)
    other = json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": 4})
    queue = sqs.create_queue(QueueName=name, Attributes={"RedrivePolicy": one})["QueueUrl"]
    assert sqs.create_queue(QueueName=name, Attributes={"RedrivePolicy": same})["QueueUrl"] == queue
    with refused("Q-EXISTS", Name="RedrivePolicy"):
        sqs.create_queue(QueueName=name, Attributes={"RedrivePolicy": other})


def test_CQ_7_tags_at_creation(sqs, make_queue):
    queue = make_queue(tags={"team": "shop", "empty": ""})
    assert sqs.list_queue_tags(QueueUrl=queue)["Tags"] == {"team": "shop", "empty": ""}


def test_CQ_7_tag_limits_at_creation(loose, name):
    with refused("G-KEY"):
        loose.create_queue(QueueName=name, tags={"k" * 129: "v"})
    with refused("G-MANY", name=name):
        loose.create_queue(QueueName=name, tags={f"k{n}": "v" for n in range(51)})
    with refused("Q-NONE"):
        loose.get_queue_url(QueueName=name)


def test_CQ_5_tags_on_an_existing_queue_are_ignored(sqs, name):
    queue = sqs.create_queue(QueueName=name, tags={"a": "1"})["QueueUrl"]
    assert sqs.create_queue(QueueName=name, tags={"b": "2"})["QueueUrl"] == queue
    assert sqs.list_queue_tags(QueueUrl=queue)["Tags"] == {"a": "1"}


def test_CQ_6_relaxed_limits_let_a_deleted_name_be_used_at_once(sqs, name, receive):
    queue = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "45"})["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="of the first life")
    sqs.delete_queue(QueueUrl=queue)
    assert sqs.create_queue(QueueName=name)["QueueUrl"] == queue
    assert receive(queue) == []
    timeout = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])
    assert timeout["Attributes"] == {"VisibilityTimeout": "30"}


# FIFO queues: creation and attributes.


def test_A_4_fifo_defaults(sqs, name, attributes_of):
    queue = sqs.create_queue(QueueName=name + ".fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    attributes = attributes_of(queue)
    assert {
        "FifoQueue": "true",
        "ContentBasedDeduplication": "false",
        "DeduplicationScope": "queue",
        "FifoThroughputLimit": "perQueue",
    }.items() <= attributes.items()
    assert len(attributes) == 16


def test_A_12_high_throughput_fifo(make_queue, attributes_of):
    given = {
        "FifoQueue": "true",
        "ContentBasedDeduplication": "true",
        "DeduplicationScope": "messageGroup",
        "FifoThroughputLimit": "perMessageGroupId",
    }
    assert given.items() <= attributes_of(make_queue(suffix=".fifo", **given)).items()


def test_A_12_scope_messageGroup_goes_with_perQueue(make_queue, attributes_of):
    queue = make_queue(suffix=".fifo", FifoQueue="true", DeduplicationScope="messageGroup")
    assert attributes_of(queue)["FifoThroughputLimit"] == "perQueue"


def test_T_PERGROUP_needs_scope_messageGroup(sqs, name):
    with refused("T-PERGROUP"):
        sqs.create_queue(
            QueueName=name + ".fifo", Attributes={"FifoQueue": "true", "FifoThroughputLimit": "perMessageGroupId"}
        )


@pytest.mark.parametrize("attribute", ["ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"])
def test_T_VALUE_of_fifo_attributes(sqs, name, attribute):
    with refused("T-VALUE", Name=attribute):
        sqs.create_queue(QueueName=name + ".fifo", Attributes={"FifoQueue": "true", attribute: "perhaps"})


def test_Q_EXISTS_on_a_fifo_queue(sqs, name):
    name += ".fifo"
    queue = sqs.create_queue(QueueName=name, Attributes={"FifoQueue": "true"})["QueueUrl"]
    assert sqs.create_queue(QueueName=name, Attributes={"FifoQueue": "TRUE"})["QueueUrl"] == queue
    with refused("Q-EXISTS", Name="ContentBasedDeduplication"):
        sqs.create_queue(QueueName=name, Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"})
