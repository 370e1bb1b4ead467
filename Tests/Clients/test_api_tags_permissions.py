"""TagQueue, UntagQueue, ListQueueTags (5.18 to 5.20); AddPermission, RemovePermission (11.4)."""

import json

import pytest

from catalogue import refused


@pytest.fixture
def tags_of(sqs):
    return lambda queue: sqs.list_queue_tags(QueueUrl=queue).get("Tags", {})


def test_TAG_1_tag_list_untag(sqs, queue, tags_of):
    assert "Tags" not in sqs.list_queue_tags(QueueUrl=queue)
    sqs.tag_queue(QueueUrl=queue, Tags={"team": "shop", "Team": "other", "empty": ""})
    assert tags_of(queue) == {"team": "shop", "Team": "other", "empty": ""}
    sqs.untag_queue(QueueUrl=queue, TagKeys=["team", "empty"])
    assert tags_of(queue) == {"Team": "other"}
    sqs.untag_queue(QueueUrl=queue, TagKeys=["Team"])
    assert "Tags" not in sqs.list_queue_tags(QueueUrl=queue)


def test_TAG_2_overwrites_and_forgives(sqs, queue, tags_of):
    sqs.tag_queue(QueueUrl=queue, Tags={"a": "1", "b": "2"})
    sqs.tag_queue(QueueUrl=queue, Tags={"a": "3"})
    sqs.untag_queue(QueueUrl=queue, TagKeys=["never-there"])
    assert tags_of(queue) == {"a": "3", "b": "2"}


def test_TAG_3_texts_come_back_as_sent(sqs, queue, tags_of):
    tags = {"schlüssel": "wört", "a b_.:/=+-@": "_.:/=+-@ x", "日本": "語", "k" * 128: "v" * 256}
    sqs.tag_queue(QueueUrl=queue, Tags=tags)
    assert tags_of(queue) == tags


@pytest.mark.parametrize("key", ["", "k" * 129])
def test_G_KEY(loose, queue, tags_of, key):
    with refused("G-KEY"):
        loose.tag_queue(QueueUrl=queue, Tags={key: "v", "good": "v"})
    assert tags_of(queue) == {}


def test_G_MANY(sqs, queue, tags_of):
    name = queue.rsplit("/", 1)[1]
    with refused("G-MANY", name=name):
        sqs.tag_queue(QueueUrl=queue, Tags={f"k{number}": "v" for number in range(51)})
    assert tags_of(queue) == {}
    sqs.tag_queue(QueueUrl=queue, Tags={f"k{number}": "v" for number in range(50)})
    with refused("G-MANY", name=name):
        sqs.tag_queue(QueueUrl=queue, Tags={"one-more": "v"})
    sqs.tag_queue(QueueUrl=queue, Tags={"k0": "overwritten"})
    assert len(tags_of(queue)) == 50 and tags_of(queue)["k0"] == "overwritten"


def test_TAG_4_missing_parameters(loose, queue):
    with refused("M-PARAM", Name="Tags"):
        loose.tag_queue(QueueUrl=queue)
    with refused("M-PARAM", Name="TagKeys"):
        loose.untag_queue(QueueUrl=queue)


# Permissions

SHAREABLE = [
    "SendMessage",
    "ReceiveMessage",
    "DeleteMessage",
    "ChangeMessageVisibility",
    "GetQueueAttributes",
    "GetQueueUrl",
    "ListDeadLetterSourceQueues",
    "PurgeQueue",
]
OWNER_ONLY = [
    "AddPermission",
    "CreateQueue",
    "DeleteQueue",
    "ListQueues",
    "ListQueueTags",
    "RemovePermission",
    "SetQueueAttributes",
    "TagQueue",
    "UntagQueue",
]


@pytest.fixture
def allow(sqs):
    def allow(queue, label="label", accounts=("111111111111",), actions=("SendMessage",)):
        sqs.add_permission(QueueUrl=queue, Label=label, AWSAccountIds=list(accounts), Actions=list(actions))

    return allow


@pytest.fixture
def policy_of(attributes_of):
    def policy(queue):
        text = attributes_of(queue, "Policy").get("Policy")
        return None if text is None else json.loads(text)

    return policy


def test_PRM_2_one_account_and_action(queue, allow, policy_of, arn_of):
    allow(queue)
    assert policy_of(queue) == {
        "Version": "2008-10-17",
        "Id": f"{arn_of(queue)}/SQSDefaultPolicy",
        "Statement": [
            {
                "Sid": "label",
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
                "Action": "SQS:SendMessage",
                "Resource": arn_of(queue),
            }
        ],
    }


def test_PRM_2_several_accounts_and_actions_become_lists(queue, allow, policy_of):
    allow(queue, accounts=("111111111111", "222222222222"), actions=("SendMessage", "ReceiveMessage"))
    (statement,) = policy_of(queue)["Statement"]
    assert statement["Principal"] == {"AWS": ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"]}
    assert statement["Action"] == ["SQS:SendMessage", "SQS:ReceiveMessage"]


def test_PRM_2_appended_to_the_policy_that_is_there(sqs, queue, allow, policy_of, arn_of):
    own = {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "own", "Effect": "Deny", "Principal": "*", "Action": "sqs:PurgeQueue", "Resource": arn_of(queue)}
        ],
    }
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(own)})
    allow(queue, "added")
    policy = policy_of(queue)
    assert policy["Statement"][0] == own["Statement"][0]
    assert [statement["Sid"] for statement in policy["Statement"]] == ["own", "added"]


@pytest.mark.parametrize("action", ["*", *SHAREABLE])
def test_PRM_3_actions_that_can_be_shared(queue, allow, policy_of, action):
    allow(queue, actions=[action])
    assert policy_of(queue)["Statement"][0]["Action"] == f"SQS:{action}"


@pytest.mark.parametrize("action", OWNER_ONLY)
def test_L_OWNER(queue, allow, policy_of, action):
    with refused("L-OWNER", X=action):
        allow(queue, actions=[action])
    assert policy_of(queue) is None


def test_L_ACTION(queue, allow):
    with refused("L-ACTION", X="NoSuchAction"):
        allow(queue, actions=["SendMessage", "NoSuchAction"])


def test_L_7_more_than_seven_actions(queue, allow):
    allow(queue, "seven", actions=SHAREABLE[:7])
    with refused("L-7", n=8):
        allow(queue, "eight", actions=SHAREABLE)


def test_L_20_more_than_twenty_statements(queue, allow, policy_of):
    for number in range(20):
        allow(queue, f"label{number}")
    with refused("L-20", n=21):
        allow(queue, "one-more")
    assert len(policy_of(queue)["Statement"]) == 20


@pytest.mark.parametrize("account", ["x", "12345678901", "1234567890123"])
def test_L_ACCT(queue, allow, account):
    with refused("L-ACCT"):
        allow(queue, accounts=[account])


def test_L_DUP(queue, allow):
    allow(queue)
    with refused("L-DUP", label="label"):
        allow(queue, actions=["ReceiveMessage"])


def test_PRM_4_remove(sqs, queue, allow, policy_of):
    allow(queue, "one")
    allow(queue, "two")
    sqs.remove_permission(QueueUrl=queue, Label="one")
    assert [statement["Sid"] for statement in policy_of(queue)["Statement"]] == ["two"]
    sqs.remove_permission(QueueUrl=queue, Label="two")
    assert policy_of(queue) is None


def test_L_NONE_without_a_policy(sqs, queue):
    with refused("L-NONE", label="nobody"):
        sqs.remove_permission(QueueUrl=queue, Label="nobody")


def test_L_NONE_with_a_policy(sqs, queue, allow):
    allow(queue)
    with pytest.raises(sqs.exceptions.ClientError) as caught:
        sqs.remove_permission(QueueUrl=queue, Label="nobody")
    error = caught.value.response["Error"]
    assert error["Code"] == "InvalidParameterValue"
    assert error["Message"] == (
        "Value nobody for parameter Label is invalid. Reason: can't find label on existing policy."
    )


def test_PRM_1_missing_parameters(loose, queue):
    given = {"Label": "l", "AWSAccountIds": ["111111111111"], "Actions": ["SendMessage"]}
    for member, name in (("Label", "Label"), ("AWSAccountIds", "AWSAccountId"), ("Actions", "Action")):
        with refused("M-PARAM", saying=f"parameter {name}"):
            loose.add_permission(QueueUrl=queue, **{key: given[key] for key in given if key != member})
    with refused("M-PARAM", Name="Label"):
        loose.remove_permission(QueueUrl=queue)
