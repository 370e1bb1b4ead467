package import SQSModel

/// A row of the error catalogue as this program makes it, with the words that stand for the row's placeholders.
///
/// Where a placeholder takes any text it stands for itself, so that a sample's message is the row's own.
package struct ErrorSample: CustomStringConvertible, Sendable {
    package let id: String
    package let error: SQSError
    package let words: [String: String]

    init(_ id: String, _ error: SQSError, _ words: [String: String] = [:]) {
        self.id = id
        self.error = error
        self.words = words
    }

    package var description: String { id }

    /// The text of a row with this sample's words in it.
    package func text(of pattern: String) -> String {
        words.reduce(pattern) { $0.replacing("{\($1.key)}", with: $1.value) }
    }

    /// Rows that nothing in this program answers with.
    ///
    /// They belong to checks of signatures and quotas that it does not make, or AWS itself was not seen using them.
    /// P-NOACTION is no error of the catalogue's form.
    package static let unusedRows: Set = [
        "P-NOACTION", "P-THROTTLE", "A-NONE", "A-NOTOKEN", "A-KEY", "A-SIG", "A-OLD", "A-FUTURE", "A-EXPIRED",
        "A-SECURITY", "Q-ADDR", "V-NOTINFLIGHT", "X-KMS",
    ]

    package static let all: [ErrorSample] = protocols + queues + attributes + messages + handles + batches + others

    private static let protocols: [ErrorSample] = [
        ErrorSample("P-UNKNOWN-JSON", .unknownOperation),
        ErrorSample("P-ACTION", .invalidAction("{Action}")),
        ErrorSample("P-MALFORMED", .malformedBody("reason")),
        ErrorSample("P-TYPE", .wrongType("NUMBER_VALUE can not be converted to a String")),
        ErrorSample("P-QTYPE", .unreadableParameter("DelaySeconds", "x", as: "an integer")),
        ErrorSample("P-INTERNAL", .internalFailure),
        ErrorSample("P-UNAVAILABLE", .unavailable("reason")),
        ErrorSample("A-DENY", .refusedOrigin("reason")),
        ErrorSample("A-INCOMPLETE", .incompleteSignature("reason")),
    ]

    private static let queues: [ErrorSample] = [
        ErrorSample("Q-NONE", .queueDoesNotExist),
        ErrorSample("Q-EXISTS", .queueExists(differingIn: "{Name}")),
        ErrorSample("Q-RECENT", .queueDeletedRecently),
        ErrorSample("Q-PURGE", .purgeInProgress("{queue name}")),
        ErrorSample("Q-NAME", .invalidQueueName),
        ErrorSample("Q-NAMEFIFO", .invalidFIFOQueueName),
        ErrorSample("Q-NAMEEMPTY", .emptyQueueName),
        ErrorSample("Q-NAMEMISSING", .missingQueueName),
    ]

    private static let attributes: [ErrorSample] = [
        ErrorSample("T-UNKNOWN", .unknownAttribute("{Name}")),
        ErrorSample("T-FIFOONLY", .fifoOnlyAttribute("{DeduplicationScope|FifoThroughputLimit}")),
        ErrorSample("T-TYPE", .queueTypeIsFixed),
        ErrorSample("T-SSE", .twoKindsOfEncryption),
        ErrorSample("T-VALUE", .invalidAttributeValue("{Name}")),
        ErrorSample("T-PERGROUP", .perGroupThroughputNeedsGroupScope),
        ErrorSample("T-NOATTR", .noAttributes),
        ErrorSample("T-RPJSON", .redrivePolicyIsNotAMap),
        ErrorSample("T-RPMISS", .redrivePolicy("{json}", lacks: "{maxReceiveCount|deadLetterTargetArn}")),
        ErrorSample("T-RPCOUNT", .redrivePolicy("{json}", maxReceiveCount: "{n}")),
        ErrorSample("T-RPARN", .redrivePolicyNeedsArn("{json}")),
        ErrorSample("T-RPSVC", .redrivePolicyNeedsQueue("{json}")),
        ErrorSample("T-RPNONE", .redriveTargetDoesNotExist("{json}")),
        ErrorSample("T-RPTYPE", .redriveTargetHasOtherType("{json}")),
        ErrorSample("T-RPREGION", .redriveTargetInOtherRegion("{json}")),
        ErrorSample("T-RPOWNER", .redriveTargetOfOtherOwner("{json}")),
        ErrorSample("T-RPEXTRA", .redrivePolicyHasExtraMember("{json}")),
        ErrorSample("T-RPDENIED", .redriveDenied("{json}", target: "arn:aws:sqs:us-east-1:000000000000:dlq")),
        ErrorSample("T-RAJSON", .redriveAllowPolicyUnsupported),
        ErrorSample("T-RANOARN", .redriveAllowPolicyNeedsSources("{json}")),
        ErrorSample("T-RAARN", .redriveAllowPolicyForbidsSources("{json}")),
        ErrorSample("T-RA10", .redriveAllowPolicyHasTooManySources("{json}")),
    ]

    private static let messages: [ErrorSample] = [
        ErrorSample("M-PARAM", .missingParameter("{Name}")),
        ErrorSample("S-SIZE", .messageTooLong(limit: 1024), ["MaximumMessageSize": "1024"]),
        ErrorSample("S-SIZEB", .entryTooLong(limit: 1024), ["MaximumMessageSize": "1024"]),
        ErrorSample("S-CHARS", .invalidMessageContents),
        ErrorSample("S-DELAY", .invalidDelay(901), ["n": "901"]),
        ErrorSample("S-DELAYFIFO", .delayOnFIFOQueue(5), ["n": "5"]),
        ErrorSample(
            "S-FIFOID",
            .invalidFIFOId("{v}", parameter: "MessageGroupId"),
            ["MessageGroupId|MessageDeduplicationId": "MessageGroupId", "name": "MessageGroupId"]
        ),
        ErrorSample("S-NODEDUP", .missingDeduplicationId),
        ErrorSample("S-STDDEDUP", .deduplicationIdOnStandardQueue("{v}")),
        ErrorSample("S-ATTREMPTY", .emptyMessageAttribute("{name}", type: "{String|Number|Binary}")),
        ErrorSample("S-ATTRTYPE", .invalidMessageAttributeType("{name}")),
        ErrorSample("S-ATTRNUM", .invalidMessageAttributeNumber("{name}")),
        ErrorSample("S-ATTRCOUNT", .tooManyMessageAttributes(11), ["n": "11"]),
        ErrorSample("S-ATTRNAME0", .emptyMessageAttributeName),
        ErrorSample("S-ATTRNAME", .invalidMessageAttributeName("{name}")),
        ErrorSample("S-ATTRRES", .reservedMessageAttributeName),
        ErrorSample("S-ATTRLONG", .messageAttributeNameTooLong),
        ErrorSample("S-ATTRTLONG", .messageAttributeTypeTooLong),
        ErrorSample("S-ATTRCHARS", .invalidMessageAttributeCharacters("{name}")),
        ErrorSample("S-SYSATTR", .invalidMessageSystemAttribute("{name}")),
        ErrorSample("S-LISTS", .listValuesAreNotSupported),
        ErrorSample("R-MAX", .invalidMaxNumberOfMessages(11), ["n": "11"]),
        ErrorSample("R-WAIT", .invalidWaitTime(-1), ["n": "-1"]),
        ErrorSample("R-VIS", .invalidReceiveVisibilityTimeout(43_201), ["n": "43201"]),
        ErrorSample("R-OVER", .tooManyInFlight),
    ]

    private static let handles: [ErrorSample] = [
        ErrorSample("H-BAD", .invalidReceiptHandle("{h}")),
        ErrorSample("H-OTHER", .receiptHandleOfOtherQueue("{h}")),
        ErrorSample("H-GONE", .messageIsGone("{h}")),
        ErrorSample("H-EXPIRED", .receiptHandleExpired("{h}")),
        ErrorSample("V-RANGE", .invalidVisibilityTimeout(-1), ["n": "-1"]),
        ErrorSample("V-RANGEB", .invalidEntryVisibilityTimeout(43_201), ["n": "43201"]),
        ErrorSample("V-TOTAL", .totalVisibilityTimeoutTooLong(43_200), ["n": "43200"]),
    ]

    private static let batches: [ErrorSample] =
        [
            SendMessageBatch.entryName, DeleteMessageBatch.entryName, ChangeMessageVisibilityBatch.entryName,
        ].map { name in
            ErrorSample(
                "B-EMPTY",
                .emptyBatch("\(name)"),
                [
                    "SendMessageBatchRequestEntry|DeleteMessageBatchRequestEntry|ChangeMessageVisibilityBatchRequestEntry":
                        "\(name)"
                ]
            )
        } + [
            ErrorSample("B-NOENTRIES", .missingEntries),
            ErrorSample("B-MANY", .tooManyEntries(11), ["n": "11"]),
            ErrorSample("B-ID", .invalidBatchEntryId),
            ErrorSample("B-NOID", .missingParameter("{X}BatchRequestEntry.{n}.Id")),
            ErrorSample("B-NOGROUP", .missingGroupInBatch),
            ErrorSample("B-DUP", .repeatedBatchEntryId("{id}")),
            ErrorSample("B-LONG", .batchTooLong(1_048_577), ["n": "1048577"]),
        ]

    private static let others: [ErrorSample] = [
        ErrorSample("L-DUP", .labelExists("{label}")),
        ErrorSample("L-NONE", .labelNotFound("{label}", hasPolicy: false)),
        ErrorSample("L-ACTION", .unknownPermission("{X}")),
        ErrorSample("L-OWNER", .unsharablePermission("{X}")),
        ErrorSample("L-ACCT", .unknownAccount("{id}")),
        ErrorSample("L-7", .tooManyPermissions(8), ["n": "8"]),
        ErrorSample("L-20", .tooManyStatements(21), ["n": "21"]),
        ErrorSample("N-MAX", .invalidMaxResults),
        ErrorSample("N-TOKEN", .invalidNextToken),
        ErrorSample("K-NOTDLQ", .sourceIsNoDeadLetterQueue),
        ErrorSample("K-SRC", .resourceDoesNotExist("SourceArn")),
        ErrorSample("K-DST", .resourceDoesNotExist("DestinationArn")),
        ErrorSample("K-ARN", .malformedArn("{SourceArn|DestinationArn}")),
        ErrorSample("K-SAME", .sourceIsDestination),
        ErrorSample("K-TYPE", .destinationHasOtherType),
        ErrorSample("K-RATE", .invalidMoveRate),
        ErrorSample("K-BUSY", .moveTaskIsRunning),
        ErrorSample("K-HANDLE", .invalidTaskHandle),
        ErrorSample("K-TASK", .taskDoesNotExist),
        ErrorSample("G-MANY", .tooManyTags("{name}")),
        ErrorSample("G-KEY", .invalidTagKey),
    ]
}
