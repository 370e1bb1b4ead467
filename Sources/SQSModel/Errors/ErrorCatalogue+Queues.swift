/// Rows Q, T, L, N and G of the catalogue: queues, their attributes, permissions, lists and tags.
extension SQSError {
    // MARK: Q, the queue

    /// Q-NONE: the queue is unknown, or `QueueUrl` is missing or malformed.
    package static let queueDoesNotExist = SQSError(
        .nonExistentQueue,
        "The specified queue does not exist.",
        query: "The specified queue does not exist for this wsdl version."
    )

    /// Q-EXISTS: CreateQueue on an existing name with another value of this attribute.
    package static func queueExists(differingIn name: String) -> SQSError {
        SQSError(
            .queueNameExists,
            "A queue already exists with the same name and a different value for attribute \(name)"
        )
    }

    /// Q-RECENT: the name was deleted less than 60 s ago.
    package static let queueDeletedRecently = SQSError(
        .queueDeletedRecently,
        "You must wait 60 seconds after deleting a queue before you can create another with the same name."
    )

    /// Q-PURGE: the queue was purged less than 60 s ago.
    package static func purgeInProgress(_ queue: String) -> SQSError {
        SQSError(.purgeQueueInProgress, "Only one PurgeQueue operation on \(queue) is allowed every 60 seconds.")
    }

    /// Q-NAME: not a name of a standard queue.
    package static let invalidQueueName = SQSError(
        .invalidParameterValue,
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
    )

    /// Q-NAMEFIFO: not a name of a FIFO queue.
    package static let invalidFIFOQueueName = SQSError(
        .invalidParameterValue,
        """
        The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with \
        .fifo suffix and be 1 to 80 in length.
        """
    )

    /// Q-NAMEEMPTY: `QueueName` is the empty string.
    package static let emptyQueueName = SQSError(.invalidParameterValue, "Queue name cannot be empty")

    /// Q-NAMEMISSING: there is no `QueueName`.
    package static let missingQueueName = invalid("QueueName", "Must specify a queue name.")

    // MARK: T, attributes

    /// T-UNKNOWN: no attribute has this name, or it cannot be set, or not on this type of queue.
    package static func unknownAttribute(_ name: String) -> SQSError {
        SQSError(.invalidAttributeName, "Unknown Attribute \(name).")
    }

    /// T-FIFOONLY: an attribute of high-throughput FIFO on a standard queue.
    package static func fifoOnlyAttribute(_ name: String) -> SQSError {
        SQSError(.invalidAttributeName, "You can specify the \(name) only when FifoQueue is set to true.")
    }

    /// T-TYPE: a FIFO queue cannot become a standard one.
    package static let queueTypeIsFixed = SQSError(
        .invalidAttributeValue,
        "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported."
    )

    /// T-SSE: both kinds of server-side encryption at once.
    package static let twoKindsOfEncryption = SQSError(
        .invalidAttributeName,
        """
        You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.
        """
    )

    /// T-VALUE: an attribute's value has the wrong form or is out of range.
    package static func invalidAttributeValue(_ name: String) -> SQSError {
        SQSError(.invalidAttributeValue, "Invalid value for the parameter \(name).")
    }

    /// T-PERGROUP: throughput per group needs deduplication per group.
    package static let perGroupThroughputNeedsGroupScope = SQSError(
        .invalidAttributeValue,
        "The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup"
    )

    /// T-NOATTR: SetQueueAttributes without attributes.
    package static let noAttributes = missingParameter("Attribute.Name")

    /// T-RPJSON: RedrivePolicy is not a JSON object.
    package static let redrivePolicyIsNotAMap = SQSError(
        .invalidParameterValue,
        "Invalid value for the parameter RedrivePolicy. Reason: Redrive policy is not a valid JSON map."
    )

    /// T-RPMISS: RedrivePolicy lacks a member.
    package static func redrivePolicy(_ json: String, lacks member: String) -> SQSError {
        redrivePolicy(json, "Redrive policy does not contain mandatory attribute: \(member).")
    }

    /// T-RPCOUNT: maxReceiveCount is not 1 … 1000.
    package static func redrivePolicy(_ json: String, maxReceiveCount count: String) -> SQSError {
        redrivePolicy(
            json,
            "Invalid value for maxReceiveCount: \(count), valid values are from 1 to 1000 both inclusive."
        )
    }

    /// T-RPARN: deadLetterTargetArn is not an ARN.
    package static func redrivePolicyNeedsArn(_ json: String) -> SQSError {
        redrivePolicy(json, "Dead-letter target ARN should be fully qualified ARN.")
    }

    /// T-RPSVC: deadLetterTargetArn belongs to another service.
    package static func redrivePolicyNeedsQueue(_ json: String) -> SQSError {
        redrivePolicy(json, "Only SQS queues are valid resources for deadLetterTargetArn.")
    }

    /// T-RPNONE: the dead-letter queue does not exist.
    package static func redriveTargetDoesNotExist(_ json: String) -> SQSError {
        redrivePolicy(json, "Dead letter target does not exist.")
    }

    /// T-RPTYPE: the dead-letter queue is of the other type; AWS writes two dots.
    package static func redriveTargetHasOtherType(_ json: String) -> SQSError {
        redrivePolicy(json, "Dead-letter queue must be same type of queue as the source..")
    }

    /// T-RPREGION: the dead-letter queue is in another region.
    package static func redriveTargetInOtherRegion(_ json: String) -> SQSError {
        redrivePolicy(json, "Dead-letter target must be in same region as the source.")
    }

    /// T-RPOWNER: the dead-letter queue belongs to another account.
    package static func redriveTargetOfOtherOwner(_ json: String) -> SQSError {
        redrivePolicy(json, "Dead-letter target owner should be same as the source.")
    }

    /// T-RPEXTRA: RedrivePolicy has a member that it does not know.
    package static func redrivePolicyHasExtraMember(_ json: String) -> SQSError {
        redrivePolicy(json, "Only following attributes are supported: [deadLetterTargetArn, maxReceiveCount].")
    }

    /// T-RPDENIED: the dead-letter queue's RedriveAllowPolicy does not admit this source.
    package static func redriveDenied(_ json: String, target: String) -> SQSError {
        redrivePolicy(json, "The redrive allow policy of \(target) does not admit this source queue.")
    }

    private static func redrivePolicy(_ json: String, _ reason: String) -> SQSError {
        SQSError(.invalidParameterValue, "Value \(json) for parameter RedrivePolicy is invalid. Reason: \(reason)")
    }

    /// T-RAJSON: RedriveAllowPolicy is not a JSON object of the known form.
    package static let redriveAllowPolicyUnsupported = SQSError(
        .invalidParameterValue,
        """
        Invalid value for the parameter RedriveAllowPolicy. Reason: Amazon SQS can't create the redrive allow policy, \
        as it’s in an unsupported format.
        """
    )

    /// T-RANOARN: byQueue without sources.
    package static func redriveAllowPolicyNeedsSources(_ json: String) -> SQSError {
        redriveAllowPolicy(
            json,
            """
            When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.
            """
        )
    }

    /// T-RAARN: sources without byQueue.
    package static func redriveAllowPolicyForbidsSources(_ json: String) -> SQSError {
        redriveAllowPolicy(
            json,
            "To specify one or more source queue ARNs, you must set redrivePermission to byQueue."
        )
    }

    /// T-RA10: more than ten sources.
    package static func redriveAllowPolicyHasTooManySources(_ json: String) -> SQSError {
        redriveAllowPolicy(json, "The maximum number of source queue ARNs you can specify is 10.")
    }

    private static func redriveAllowPolicy(_ json: String, _ reason: String) -> SQSError {
        SQSError(
            .invalidParameterValue,
            """
            Value \(json) for parameter RedriveAllowPolicy is invalid. Reason: Amazon SQS can't create the redrive \
            allow policy. \(reason)
            """
        )
    }

    // MARK: L, permissions

    /// L-DUP: AddPermission with a label that the policy has.
    package static func labelExists(_ label: String) -> SQSError { invalidValue(label, "Label", "Already exists.") }

    /// L-NONE: RemovePermission with a label that is not there; the text tells whether there is a policy at all.
    package static func labelNotFound(_ label: String, hasPolicy: Bool) -> SQSError {
        invalidValue(label, "Label", hasPolicy ? "can't find label on existing policy." : "can't find label.")
    }

    /// A label that is not 1 … 80 characters of `[A-Za-z0-9_-]` (PRM-1).
    package static func invalidLabel(_ label: String) -> SQSError {
        invalidValue(
            label,
            "Label",
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length."
        )
    }

    /// L-ACTION: no action has this name.
    package static func unknownPermission(_ action: String) -> SQSError {
        invalidValue(
            "SQS:\(action)",
            "ActionName",
            "Please refer to the appropriate WSDL for a list of valid actions."
        )
    }

    /// L-OWNER: an action that cannot be shared.
    package static func unsharablePermission(_ action: String) -> SQSError {
        invalidValue("SQS:\(action)", "ActionName", "Only the queue owner is allowed to invoke this action.")
    }

    /// L-ACCT: not an account id.
    package static func unknownAccount(_ account: String) -> SQSError {
        invalidValue("[\(account)]", "PrincipalId", "Unable to verify.")
    }

    /// L-7: more than seven actions in one statement.
    package static func tooManyPermissions(_ count: Int) -> SQSError {
        SQSError(.overLimit, "\(count) Actions were found, maximum allowed is \(Limits.policyActions).")
    }

    /// L-20: more than twenty statements.
    package static func tooManyStatements(_ count: Int) -> SQSError {
        SQSError(.overLimit, "\(count) Statements were found, maximum allowed is \(Limits.policyStatements).")
    }

    // MARK: N, lists

    /// N-MAX: MaxResults is not 1 … 1000.
    package static let invalidMaxResults = SQSError(
        .invalidParameterValue,
        "Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and 1000."
    )

    /// N-TOKEN: NextToken is not one that a list gave.
    package static let invalidNextToken = SQSError(.invalidParameterValue, "Invalid or expired next token.")

    // MARK: G, tags

    /// G-MANY: more than 50 tags.
    package static func tooManyTags(_ queue: String) -> SQSError {
        SQSError(.invalidParameterValue, "Too many tags added for queue \(queue).")
    }

    /// G-KEY: a tag's key is empty or too long.
    package static let invalidTagKey = SQSError(
        .invalidParameterValue,
        "Tag keys must be between 1 and 128 characters in length."
    )

    /// TAG-3: a tag's key begins with `aws:`.
    package static let reservedTagKey = SQSError(
        .invalidParameterValue,
        "Tag keys must not begin with 'aws:', which is reserved for internal use."
    )

    /// TAG-3: a tag's key or value holds a character that tags cannot have.
    package static func invalidTagCharacters(_ key: String) -> SQSError {
        SQSError(
            .invalidParameterValue,
            "Tag \(key) can only include letters, digits, spaces and the characters _ . : / = + - @"
        )
    }

    /// TAG-3: a tag's value is too long.
    package static let invalidTagValue = SQSError(
        .invalidParameterValue,
        "Tag values must be between 0 and 256 characters in length."
    )
}
