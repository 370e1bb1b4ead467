"""GetQueueAttributes and SetQueueAttributes (section 4)."""

import json
import time

import pytest

from catalogue import refused, vectors
from patience import in_time

INTEGERS = {
    "DelaySeconds": (0, 900),
    "MaximumMessageSize": (1024, 1_048_576),
    "MessageRetentionPeriod": (60, 1_209_600),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "VisibilityTimeout": (0, 43_200),
}
READ_ONLY = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "QueueArn",
]
DEFAULTS = {
    "ApproximateNumberOfMessages": "0",
    "ApproximateNumberOfMessagesDelayed": "0",
    "ApproximateNumberOfMessagesNotVisible": "0",
    "DelaySeconds": "0",
    "MaximumMessageSize": "1048576",
    "MessageRetentionPeriod": "345600",
    "ReceiveMessageWaitTimeSeconds": "0",
    "SqsManagedSseEnabled": "true",
    "VisibilityTimeout": "30",
}


@pytest.fixture
def put(sqs):
    return lambda queue, **attributes: sqs.set_queue_attributes(QueueUrl=queue, Attributes=attributes)


# Reading


def test_A_4_all_of_a_fresh_standard_queue(queue, attributes_of):
    before = int(time.time())
    attributes = attributes_of(queue)
    assert {name: attributes.pop(name) for name in DEFAULTS} == DEFAULTS
    assert attributes.pop("QueueArn") == "arn:aws:sqs:us-east-1:000000000000:" + queue.rsplit("/", 1)[1]
    created, modified = attributes.pop("CreatedTimestamp"), attributes.pop("LastModifiedTimestamp")
    assert created == modified and before - 60 <= int(created) <= before + 1
    assert attributes == {}


def test_A_3_without_names_there_is_nothing(sqs, queue):
    assert "Attributes" not in sqs.get_queue_attributes(QueueUrl=queue)


def test_A_3_duplicates_do_no_harm(queue, attributes_of):
    assert attributes_of(queue, "DelaySeconds", "DelaySeconds") == {"DelaySeconds": "0"}
    assert attributes_of(queue, "All", "DelaySeconds").items() >= DEFAULTS.items()


def test_A_3_only_the_names_asked_for(queue, attributes_of):
    assert attributes_of(queue, "VisibilityTimeout", "DelaySeconds") == {"VisibilityTimeout": "30", "DelaySeconds": "0"}


@pytest.mark.parametrize(
    "attribute",
    ["Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds"],
)
def test_A_4_what_is_not_set_is_absent(queue, attributes_of, attribute):
    assert attributes_of(queue, attribute) == {}


@pytest.mark.parametrize(
    "attribute", ["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"]
)
def test_A_5_fifo_only_names_are_absent_on_a_standard_queue(queue, attributes_of, attribute):
    assert attributes_of(queue, attribute) == {}


@pytest.mark.parametrize("unknown", ["NoSuchThing", "visibilitytimeout", "all"])
def test_A_2_unknown_name_in_get(sqs, queue, unknown):
    with refused("T-UNKNOWN", Name=unknown):
        sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["DelaySeconds", unknown])


def test_every_attribute_of_the_table_can_be_asked_for(sqs, queue):
    for attribute in vectors("queue-attributes")["attributes"]:
        sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=[attribute["name"]])


# Writing


@pytest.mark.parametrize("attribute", INTEGERS)
def test_A_1_integers_at_both_edges(queue, put, attributes_of, attribute):
    for value in INTEGERS[attribute]:
        put(queue, **{attribute: str(value)})
        assert attributes_of(queue, attribute) == {attribute: str(value)}


@pytest.mark.parametrize("attribute", INTEGERS)
def test_T_VALUE_integers_outside_the_edges(sqs, queue, put, attributes_of, name, attribute):
    before = attributes_of(queue, attribute)
    low, high = INTEGERS[attribute]
    for value in (low - 1, high + 1, 99999999999999999999999):
        with refused("T-VALUE", Name=attribute):
            put(queue, **{attribute: str(value)})
        with refused("T-VALUE", Name=attribute):
            sqs.create_queue(QueueName=name, Attributes={attribute: str(value)})
    assert attributes_of(queue, attribute) == before


@pytest.mark.parametrize("text", ["", " ", "abc", "60.0", "+60", "-60", " 60", "60 ", "6e1", "0x3C", "60s", "٦٠"])
def test_A_1_integers_are_decimal_digits_only(queue, put, text):
    with refused("T-VALUE", Name="VisibilityTimeout"):
        put(queue, VisibilityTimeout=text)


@pytest.mark.parametrize("text, shown", [("false", "false"), ("FALSE", "false"), ("True", "true"), ("true", "true")])
def test_A_1_booleans_in_any_case(queue, put, attributes_of, text, shown):
    put(queue, SqsManagedSseEnabled=text)
    assert attributes_of(queue, "SqsManagedSseEnabled") == {"SqsManagedSseEnabled": shown}


@pytest.mark.parametrize("text", ["", "yes", "1", "0", "tru", " true"])
def test_T_VALUE_booleans(queue, put, text):
    with refused("T-VALUE", Name="SqsManagedSseEnabled"):
        put(queue, SqsManagedSseEnabled=text)


@pytest.mark.parametrize("attribute", [*READ_ONLY, "All", "NoSuchThing"])
def test_A_2_unknown_and_read_only_names_in_set_and_create(sqs, queue, put, name, attribute):
    with refused("T-UNKNOWN", Name=attribute):
        put(queue, **{attribute: "1"})
    with refused("T-UNKNOWN", Name=attribute):
        sqs.create_queue(QueueName=name, Attributes={attribute: "1"})


def test_T_NOATTR_without_attributes(loose, queue):
    with refused("T-NOATTR"):
        loose.set_queue_attributes(QueueUrl=queue)
    with refused("T-NOATTR"):
        loose.set_queue_attributes(QueueUrl=queue, Attributes={})


def test_A_8_set_changes_nothing_when_one_value_is_bad(queue, put, attributes_of):
    before = attributes_of(queue)
    with refused("T-VALUE", Name="VisibilityTimeout"):
        put(queue, DelaySeconds="7", VisibilityTimeout="43201", MaximumMessageSize="2048")
    with refused("T-UNKNOWN", Name="NoSuchThing"):
        put(queue, DelaySeconds="7", NoSuchThing="1")
    assert attributes_of(queue) == before


def test_A_8_set_leaves_the_rest_alone_and_moves_LastModifiedTimestamp(queue, put, attributes_of):
    before = attributes_of(queue)
    time.sleep(1.1)
    put(queue, DelaySeconds="7", VisibilityTimeout="8")
    after = attributes_of(queue)
    assert int(after["LastModifiedTimestamp"]) > int(before["LastModifiedTimestamp"])
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"DelaySeconds", "VisibilityTimeout", "LastModifiedTimestamp"}


def test_A_9_visibility_timeout_holds_for_later_receives(sqs, make_queue, put, receive, patience):
    queue = make_queue(VisibilityTimeout=patience)
    for body in ("a", "b"):
        sqs.send_message(QueueUrl=queue, MessageBody=body)
    with in_time(patience):
        first = receive(queue)[0]
        put(queue, VisibilityTimeout="600")
        second = receive(queue)[0]
    time.sleep(patience + 0.2)
    again = receive(queue, 10)
    assert [message["Body"] for message in again] == [first["Body"]] != [second["Body"]]


def test_A_9_delay_holds_for_later_messages_only(sqs, make_queue, put, counts):
    queue = make_queue(DelaySeconds=60)
    sqs.send_message(QueueUrl=queue, MessageBody="delayed")
    put(queue, DelaySeconds="0")
    sqs.send_message(QueueUrl=queue, MessageBody="at once")
    assert counts(queue) == (1, 0, 1)


def test_A_10_messages_larger_than_a_new_limit_stay(sqs, queue, put, receive):
    sqs.send_message(QueueUrl=queue, MessageBody="x" * 5000)
    put(queue, MaximumMessageSize="1024")
    assert receive(queue)[0]["Body"] == "x" * 5000
    with refused("S-SIZE", MaximumMessageSize=1024):
        sqs.send_message(QueueUrl=queue, MessageBody="x" * 1025)


# FIFO attributes on existing queues


@pytest.fixture
def fifo(make_queue):
    return make_queue(suffix=".fifo", FifoQueue="true")


def test_A_7_FifoQueue_true_changes_nothing(fifo, put, attributes_of):
    put(fifo, FifoQueue="true")
    assert attributes_of(fifo, "FifoQueue") == {"FifoQueue": "true"}


def test_A_7_a_fifo_queue_stays_one(fifo, put):
    with refused("T-TYPE"):
        put(fifo, FifoQueue="false")


def test_A_12_fifo_attributes_can_be_set(fifo, put, attributes_of):
    given = {
        "ContentBasedDeduplication": "true",
        "DeduplicationScope": "messageGroup",
        "FifoThroughputLimit": "perMessageGroupId",
    }
    put(fifo, **given)
    assert attributes_of(fifo, *given) == given


def test_T_PERGROUP_on_set(fifo, put):
    with refused("T-PERGROUP"):
        put(fifo, FifoThroughputLimit="perMessageGroupId")


@pytest.mark.parametrize("attribute", ["FifoQueue", "ContentBasedDeduplication"])
def test_A_6_unknown_on_a_standard_queue(queue, put, attribute):
    with refused("T-UNKNOWN", Name=attribute):
        put(queue, **{attribute: "true"})


@pytest.mark.parametrize("attribute, value", [("DeduplicationScope", "queue"), ("FifoThroughputLimit", "perQueue")])
def test_A_6_fifo_only_on_a_standard_queue(queue, put, attribute, value):
    with refused("T-FIFOONLY", saying=attribute):
        put(queue, **{attribute: value})


# Encryption attributes


KMS = ("KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled")


def test_A_11_a_kms_key_turns_sqs_managed_encryption_off(queue, put, attributes_of):
    put(queue, KmsMasterKeyId="alias/mine")
    assert attributes_of(queue, *KMS) == {
        "KmsMasterKeyId": "alias/mine",
        "KmsDataKeyReusePeriodSeconds": "300",
        "SqsManagedSseEnabled": "false",
    }
    put(queue, KmsMasterKeyId="")
    assert attributes_of(queue, *KMS) == {"SqsManagedSseEnabled": "false"}


def test_A_11_a_kms_key_at_creation(make_queue, attributes_of):
    queue = make_queue(KmsMasterKeyId="alias/aws/sqs", KmsDataKeyReusePeriodSeconds="60")
    assert attributes_of(queue, *KMS) == {
        "KmsMasterKeyId": "alias/aws/sqs",
        "KmsDataKeyReusePeriodSeconds": "60",
        "SqsManagedSseEnabled": "false",
    }


def test_A_11_messages_pass_through_a_queue_with_a_key(sqs, make_queue, receive):
    queue = make_queue(KmsMasterKeyId="alias/mine")
    sqs.send_message(QueueUrl=queue, MessageBody="secret")
    assert receive(queue)[0]["Body"] == "secret"


def test_T_SSE_one_kind_of_encryption_at_a_time(sqs, queue, put, name, attributes_of):
    with refused("T-SSE"):
        put(queue, KmsMasterKeyId="alias/mine", SqsManagedSseEnabled="true")
    with refused("T-SSE"):
        sqs.create_queue(QueueName=name, Attributes={"KmsMasterKeyId": "k", "SqsManagedSseEnabled": "true"})
    assert attributes_of(queue, *KMS) == {"SqsManagedSseEnabled": "true"}


@pytest.mark.parametrize("seconds, allowed", [("60", True), ("86400", True), ("59", False), ("86401", False)])
def test_A_11_data_key_reuse_period(queue, put, attributes_of, seconds, allowed):
    if allowed:
        put(queue, KmsMasterKeyId="alias/mine", KmsDataKeyReusePeriodSeconds=seconds)
        assert attributes_of(queue, *KMS)["KmsDataKeyReusePeriodSeconds"] == seconds
    else:
        with refused("T-VALUE", Name="KmsDataKeyReusePeriodSeconds"):
            put(queue, KmsMasterKeyId="alias/mine", KmsDataKeyReusePeriodSeconds=seconds)


# Policy


def policy_for(queue_arn, statements=1, **extra):
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": f"s{number}",
                "Effect": "Allow",
                "Principal": {"AWS": "111111111111"},
                "Action": "sqs:SendMessage",
                "Resource": queue_arn,
                **extra,
            }
            for number in range(statements)
        ],
    }


def test_A_51_a_policy_comes_back_compact_in_its_own_order(queue, put, attributes_of, arn_of):
    policy = policy_for(arn_of(queue))
    put(queue, Policy=json.dumps(policy, indent=4))
    assert attributes_of(queue, "Policy")["Policy"] == json.dumps(policy, separators=(",", ":"))


def test_A_13_an_empty_policy_removes_it(queue, put, attributes_of, arn_of):
    put(queue, Policy=json.dumps(policy_for(arn_of(queue))))
    put(queue, Policy="")
    assert "Policy" not in attributes_of(queue)


def test_A_13_an_empty_policy_at_creation_is_no_policy(make_queue, attributes_of):
    assert "Policy" not in attributes_of(make_queue(Policy=""))


@pytest.mark.parametrize(
    "text",
    ["nonsense", "[]", "5", '"text"', "{}", '{"Version":"2012-10-17","Statement":[]}', '{"Version":"1999-01-01"}', "{"],
)
def test_T_VALUE_of_Policy(queue, put, text):
    with refused("T-VALUE", Name="Policy"):
        put(queue, Policy=text)


def test_A_50_a_policy_of_20_statements_and_no_more(queue, put, attributes_of, arn_of):
    put(queue, Policy=json.dumps(policy_for(arn_of(queue), 20)))
    before = attributes_of(queue, "Policy")
    with refused("L-20", n=21):
        put(queue, Policy=json.dumps(policy_for(arn_of(queue), 21)))
    assert attributes_of(queue, "Policy") == before


def test_A_50_a_policy_of_more_than_8192_bytes(queue, put, arn_of):
    with refused("T-VALUE", Name="Policy"):
        put(
            queue, Policy=json.dumps(policy_for(arn_of(queue), Condition={"StringLike": {"aws:UserAgent": "x" * 8192}}))
        )
