/// Rows M, S, R, H, V and B of the catalogue: parameters, messages, receipt handles and batches.
extension SQSError {
    // MARK: M, missing

    /// M-PARAM: a required parameter is absent or empty.
    package static func missingParameter(_ name: String) -> SQSError {
        SQSError(.missingParameter, "The request must contain the parameter \(name).")
    }

    // MARK: Shapes of text that many rows share

    static func invalid(_ parameter: String, _ reason: String) -> SQSError {
        SQSError(.invalidParameterValue, "Value for parameter \(parameter) is invalid. Reason: \(reason)")
    }

    static func invalidValue(_ value: String, _ parameter: String, _ reason: String) -> SQSError {
        SQSError(.invalidParameterValue, "Value \(value) for parameter \(parameter) is invalid. Reason: \(reason)")
    }

    // MARK: S, sending

    /// S-SIZE: a message is larger than its queue takes.
    package static func messageTooLong(limit: Int) -> SQSError {
        SQSError(
            .invalidParameterValue,
            "One or more parameters are invalid. Reason: Message must be shorter than \(limit) bytes."
        )
    }

    /// S-SIZEB: an entry of a batch is larger than its queue takes.
    package static func entryTooLong(limit: Int) -> SQSError {
        SQSError(
            .invalidParameterValue,
            "One or more parameters cannot be validated. Reason: Message must be shorter than \(limit) bytes."
        )
    }

    /// S-CHARS: the body holds a code point that messages cannot have.
    package static let invalidMessageContents = SQSError(
        .invalidMessageContents,
        """
        Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | \
        #x10000 to #x10FFFF
        """
    )

    /// S-DELAY: DelaySeconds is not 0 … 900.
    package static func invalidDelay(_ seconds: Int) -> SQSError {
        invalidValue("\(seconds)", "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.")
    }

    /// S-DELAYFIFO: a FIFO queue takes no delay for one message.
    package static func delayOnFIFOQueue(_ seconds: Int) -> SQSError {
        invalidValue(
            "\(seconds)",
            "DelaySeconds",
            "The request include parameter that is not valid for this queue type."
        )
    }

    /// S-FIFOID: a group, deduplication or attempt id of the wrong form.
    package static func invalidFIFOId(_ value: String, parameter: String) -> SQSError {
        invalidValue(
            value,
            parameter,
            "\(parameter) can only include alphanumeric and punctuation characters. 1 to 128 in length."
        )
    }

    /// S-NODEDUP: neither a deduplication id nor deduplication by content.
    package static let missingDeduplicationId = SQSError(
        .invalidParameterValue,
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"
    )

    /// S-STDDEDUP: a standard queue takes no deduplication id.
    package static func deduplicationIdOnStandardQueue(_ value: String) -> SQSError {
        invalidValue(
            value,
            "MessageDeduplicationId",
            "The request includes a parameter that is not valid for this queue type."
        )
    }

    /// S-ATTREMPTY: an attribute without a value.
    package static func emptyMessageAttribute(_ name: String, type: String) -> SQSError {
        SQSError(
            .invalidParameterValue,
            "Message (user) attribute '\(name)' must contain a non-empty value of type '\(type)'."
        )
    }

    /// S-ATTRTYPE: a DataType that does not begin with one of the three.
    package static func invalidMessageAttributeType(_ name: String) -> SQSError {
        SQSError(
            .invalidParameterValue,
            """
            The type of message (user) attribute '\(name)' is invalid. You must use only the following supported type \
            prefixes: Binary, Number, String.
            """
        )
    }

    /// S-ATTRNUM: a Number that is none, or too large or too precise.
    package static func invalidMessageAttributeNumber(_ name: String) -> SQSError {
        SQSError(.invalidParameterValue, "Can't cast the value of message (user) attribute '\(name)' to a number.")
    }

    /// S-ATTRCOUNT: more than ten attributes.
    package static func tooManyMessageAttributes(_ count: Int) -> SQSError {
        SQSError(
            .invalidParameterValue,
            "Number of message attributes [\(count)] exceeds the allowed maximum [\(Limits.messageAttributes)]."
        )
    }

    /// S-ATTRNAME0: an attribute without a name.
    package static let emptyMessageAttributeName = SQSError(
        .invalidParameterValue,
        "The request must contain non-empty message (user) attribute names."
    )

    /// S-ATTRNAME: characters or dots where a name cannot have them.
    package static func invalidMessageAttributeName(_ name: String) -> SQSError {
        SQSError(
            .invalidParameterValue,
            """
            Invalid message (user) attribute name '\(name)'. It can only include letters, digits, hyphens, underscores \
            and periods, and must not begin or end with a period or have two in a row.
            """
        )
    }

    /// S-ATTRRES: a reserved prefix.
    package static let reservedMessageAttributeName = SQSError(
        .invalidParameterValue,
        """
        You can't use message attribute names beginning with 'AWS.' or 'Amazon'. These strings are reserved for \
        internal use.
        """
    )

    /// S-ATTRLONG: a name over 256 bytes.
    package static let messageAttributeNameTooLong = SQSError(
        .invalidParameterValue,
        "Message (user) attribute name must be shorter than 256 bytes."
    )

    /// S-ATTRTLONG: a DataType over 256 bytes.
    package static let messageAttributeTypeTooLong = SQSError(
        .invalidParameterValue,
        "Message (user) attribute type must be shorter than 256 bytes."
    )

    /// S-ATTRCHARS: a String value with a code point that messages cannot have.
    package static func invalidMessageAttributeCharacters(_ name: String) -> SQSError {
        SQSError(
            .invalidParameterValue,
            "The value of message (user) attribute '\(name)' contains characters that messages cannot have."
        )
    }

    /// S-SYSATTR: a system attribute that callers cannot set.
    package static func invalidMessageSystemAttribute(_ name: String) -> SQSError {
        SQSError(.invalidParameterValue, "Message system attribute name '\(name)' is invalid.")
    }

    /// S-LISTS: list values are modelled and not supported.
    package static let listValuesAreNotSupported = SQSError(
        .unsupportedOperation,
        "Message attribute list values in SendMessage operation are not supported."
    )

    // MARK: R, receiving

    /// R-MAX: MaxNumberOfMessages is not 1 … 10.
    package static func invalidMaxNumberOfMessages(_ count: Int) -> SQSError {
        invalidValue("\(count)", "MaxNumberOfMessages", "Must be between 1 and 10, if provided.")
    }

    /// R-WAIT: WaitTimeSeconds is not 0 … 20.
    package static func invalidWaitTime(_ seconds: Int) -> SQSError {
        invalidValue("\(seconds)", "WaitTimeSeconds", "Must be >= 0 and <= 20, if provided.")
    }

    /// R-VIS: a receive's VisibilityTimeout is not 0 … 43200.
    package static func invalidReceiveVisibilityTimeout(_ seconds: Int) -> SQSError {
        invalidValue("\(seconds)", "VisibilityTimeout", "Must be >= 0 and <= 43200, if provided.")
    }

    /// R-OVER: a standard queue has as many messages in flight as it can.
    package static let tooManyInFlight = SQSError(
        .overLimit,
        "The maximum number of in flight messages is reached. Delete messages or wait for their visibility timeout."
    )

    // MARK: H, receipt handles

    /// H-BAD: no receive gave this handle.
    package static func invalidReceiptHandle(_ handle: String) -> SQSError {
        SQSError(.receiptHandleIsInvalid, "The input receipt handle \"\(handle)\" is not a valid receipt handle.")
    }

    /// H-OTHER: a receive from another queue gave this handle.
    package static func receiptHandleOfOtherQueue(_ handle: String) -> SQSError {
        SQSError(.receiptHandleIsInvalid, "The receipt handle \"\(handle)\" is not valid for this queue.")
    }

    /// H-GONE: the message was deleted, purged, moved or has expired.
    package static func messageIsGone(_ handle: String) -> SQSError {
        invalidValue(
            handle,
            "ReceiptHandle",
            "Message does not exist or is not available for visibility timeout change."
        )
    }

    /// H-EXPIRED: on a FIFO queue, a handle whose visibility timeout has ended.
    package static func receiptHandleExpired(_ handle: String) -> SQSError {
        invalidValue(handle, "ReceiptHandle", "The receipt handle has expired.")
    }

    // MARK: V, visibility

    /// V-RANGE: VisibilityTimeout is not 0 … 43200.
    package static func invalidVisibilityTimeout(_ seconds: Int) -> SQSError {
        invalidValue("\(seconds)", "VisibilityTimeout", "Must be between 0 and 43200.")
    }

    /// V-RANGEB: an entry's VisibilityTimeout is not 0 … 43200.
    package static func invalidEntryVisibilityTimeout(_ seconds: Int) -> SQSError {
        invalidValue(
            "\(seconds)",
            "VisibilityTimeout",
            "VisibilityTimeout must be an integer between 0 and 43200."
        )
    }

    /// V-TOTAL: the message would stay hidden for more than 12 h since its receive.
    package static func totalVisibilityTimeoutTooLong(_ seconds: Int) -> SQSError {
        invalidValue(
            "\(seconds)",
            "VisibilityTimeout",
            "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]"
        )
    }

    // MARK: B, batches

    /// B-EMPTY: a batch without entries.
    package static func emptyBatch(_ entry: String) -> SQSError {
        SQSError(.emptyBatchRequest, "There should be at least one \(entry) in the request.")
    }

    /// B-NOENTRIES: JSON without `Entries`.
    package static let missingEntries = missingParameter("Entries")

    /// B-MANY: more than ten entries.
    package static func tooManyEntries(_ count: Int) -> SQSError {
        SQSError(
            .tooManyEntries,
            "Maximum number of entries per request are \(Limits.batchEntries). You have sent \(count)."
        )
    }

    /// B-ID: an entry's id of the wrong form.
    package static let invalidBatchEntryId = SQSError(
        .invalidBatchEntryId,
        """
        A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 \
        letters long.
        """
    )

    /// B-NOGROUP: a FIFO batch with an entry without MessageGroupId; unlike M-PARAM it is an invalid value.
    package static let missingGroupInBatch = SQSError(
        .invalidParameterValue,
        "The request must contain the parameter MessageGroupId."
    )

    /// B-DUP: two entries with one id.
    package static func repeatedBatchEntryId(_ id: String) -> SQSError {
        SQSError(.batchEntryIdsNotDistinct, "Id \(id) repeated.")
    }

    /// B-LONG: the entries together are too large.
    package static func batchTooLong(_ bytes: Int) -> SQSError {
        SQSError(
            .batchRequestTooLong,
            "Batch requests cannot be longer than \(Limits.batchBytes) bytes. You have sent \(bytes) bytes."
        )
    }
}
