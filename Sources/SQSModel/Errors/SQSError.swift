/// An answer of SQS that is not a success: one row of the error catalogue with its placeholders filled in.
///
/// Rows are the constants and functions in `ErrorCatalogue+….swift`; nothing else makes one.
package struct SQSError: Error, Hashable, Sendable {
    package let code: Code
    /// The text; where the protocols differ, the one of AWS JSON.
    package let message: String
    /// The text of the Query protocol (W-29).
    package let queryMessage: String

    init(_ code: Code, _ message: String, query queryMessage: String? = nil) {
        self.code = code
        self.message = message
        self.queryMessage = queryMessage ?? message
    }
}

extension SQSError {
    /// What a failure is called in both protocols, its HTTP status, and whose fault it is.
    package struct Code: Hashable, Sendable {
        /// `Error.Code` of the Query protocol; also `x-amzn-query-error` and the code of a batch entry (W-27, W-30).
        package let query: String
        /// `__type` of the JSON protocol, with its namespace (W-27).
        package let json: String
        package let status: Int

        /// 5xx is the server's fault, all else the sender's (W-26).
        package var isSenderFault: Bool { status < 500 }

        private init(_ query: String, _ json: String, _ status: Int) {
            self.query = query
            self.json = json
            self.status = status
        }

        /// A shape of the SQS model itself.
        private static func sqs(_ query: String, _ shape: String, _ status: Int = 400) -> Code {
            Code(query, "com.amazonaws.sqs#\(shape)", status)
        }

        /// A shape of SQS whose Query code is the shape's name behind `AWS.SimpleQueueService.`.
        private static func simpleQueueService(_ shape: String, _ status: Int = 400) -> Code {
            sqs("AWS.SimpleQueueService.\(shape)", shape, status)
        }

        /// An error that all AWS services share.
        private static func common(_ query: String, _ shape: String, _ status: Int = 400) -> Code {
            Code(query, "com.amazon.coral.service#\(shape)", status)
        }

        package static let invalidAction = common("InvalidAction", "UnknownOperationException")
        package static let malformedInput = common("MalformedInput", "SerializationException")
        package static let requestThrottled = sqs("RequestThrottled", "RequestThrottled", 403)
        package static let internalFailure = common("InternalFailure", "InternalFailure", 500)
        package static let serviceUnavailable = common("ServiceUnavailable", "ServiceUnavailableException", 503)

        package static let accessDenied = common("AccessDenied", "AccessDeniedException", 403)
        package static let incompleteSignature = common("IncompleteSignature", "IncompleteSignatureException")

        package static let nonExistentQueue = sqs("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
        package static let queueNameExists = sqs("QueueAlreadyExists", "QueueNameExists")
        package static let queueDeletedRecently = simpleQueueService("QueueDeletedRecently")
        package static let purgeQueueInProgress = simpleQueueService("PurgeQueueInProgress", 403)
        package static let invalidAddress = sqs("InvalidAddress", "InvalidAddress", 404)

        package static let invalidParameterValue = common("InvalidParameterValue", "InvalidParameterValueException")
        package static let missingParameter = common("MissingParameter", "MissingRequiredParameterException")
        package static let invalidAttributeName = sqs("InvalidAttributeName", "InvalidAttributeName")
        package static let invalidAttributeValue = sqs("InvalidAttributeValue", "InvalidAttributeValue")
        package static let resourceNotFound = sqs("ResourceNotFoundException", "ResourceNotFoundException", 404)
        package static let overLimit = sqs("OverLimit", "OverLimit", 403)
        package static let unsupportedOperation = simpleQueueService("UnsupportedOperation")

        package static let invalidMessageContents = sqs("InvalidMessageContents", "InvalidMessageContents")
        package static let receiptHandleIsInvalid = sqs("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", 404)

        package static let emptyBatchRequest = simpleQueueService("EmptyBatchRequest")
        package static let tooManyEntries = simpleQueueService("TooManyEntriesInBatchRequest")
        package static let invalidBatchEntryId = simpleQueueService("InvalidBatchEntryId")
        package static let batchEntryIdsNotDistinct = simpleQueueService("BatchEntryIdsNotDistinct")
        package static let batchRequestTooLong = simpleQueueService("BatchRequestTooLong")
    }
}
