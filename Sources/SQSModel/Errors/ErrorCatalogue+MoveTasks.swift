/// Rows K of the catalogue: message move tasks.
extension SQSError {
    /// K-NOTDLQ: no queue names the source as its dead-letter queue.
    package static let sourceIsNoDeadLetterQueue = SQSError(
        .invalidParameterValue,
        "Source queue must be configured as a Dead Letter Queue."
    )

    /// K-SRC, K-DST: no queue has the ARN in this parameter.
    package static func resourceDoesNotExist(_ parameter: String) -> SQSError {
        SQSError(.resourceNotFound, "The resource that you specified for the \(parameter) parameter doesn't exist.")
    }

    /// K-ARN: the parameter is no ARN.
    package static func malformedArn(_ parameter: String) -> SQSError {
        SQSError(
            .invalidParameterValue,
            """
            You must use this format to specify the \(parameter): \
            arn:<partition>:<service>:<region>:<account-id>:<resource-id>
            """
        )
    }

    /// K-SAME: source and destination are one queue.
    package static let sourceIsDestination = SQSError(
        .invalidParameterValue,
        "Source queue arn and destination queue arn cannot be the same."
    )

    /// K-TYPE: one is FIFO and the other is not.
    package static let destinationHasOtherType = SQSError(
        .invalidParameterValue,
        "The source queue and destination queue must be of the same queue type."
    )

    /// K-RATE: MaxNumberOfMessagesPerSecond is not 1 … 500.
    package static let invalidMoveRate = invalid(
        "MaxNumberOfMessagesPerSecond",
        "You must enter a number that's between 1 and 500."
    )

    /// MV-12: ListMessageMoveTasks takes MaxResults 1 … 10.
    package static let invalidMoveTaskMaxResults = invalid(
        "MaxResults",
        "You must enter a number that's between 1 and 10."
    )

    /// K-BUSY: the source has a running task.
    package static let moveTaskIsRunning = SQSError(
        .invalidParameterValue,
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time."
    )

    /// MV-11: the account has as many running tasks as it may; in the words of K-BUSY, as AWS's own are not known.
    package static let tooManyMoveTasks = SQSError(
        .invalidParameterValue,
        """
        There are already \(Limits.moveTasks) tasks running. Only \(Limits.moveTasks) active tasks are allowed for an \
        account at a given time.
        """
    )

    /// K-HANDLE: TaskHandle is not one that StartMessageMoveTask gave.
    package static let invalidTaskHandle = SQSError(
        .invalidParameterValue,
        "Value for parameter TaskHandle is invalid."
    )

    /// K-TASK: no running task has this handle.
    package static let taskDoesNotExist = SQSError(.resourceNotFound, "Task does not exist.")
}
