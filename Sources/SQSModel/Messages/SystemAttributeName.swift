/// The attributes that SQS itself keeps of a message (table behind RCV-14).
package enum SystemAttributeName: String, CaseIterable, Hashable, Sendable {
    case senderId = "SenderId"
    case sentTimestamp = "SentTimestamp"
    case approximateReceiveCount = "ApproximateReceiveCount"
    case approximateFirstReceiveTimestamp = "ApproximateFirstReceiveTimestamp"
    case sequenceNumber = "SequenceNumber"
    case messageDeduplicationId = "MessageDeduplicationId"
    case messageGroupId = "MessageGroupId"
    case awsTraceHeader = "AWSTraceHeader"
    case deadLetterQueueSourceArn = "DeadLetterQueueSourceArn"

    /// The set that a receive asks for: the union of both lists of names (RCV-8).
    ///
    /// - Throws: T-UNKNOWN for a name that is no system attribute.
    package static func requested(in names: [String]) throws(SQSError) -> Set<SystemAttributeName> {
        var requested: Set<SystemAttributeName> = []
        for name in names {
            if name == "All" {
                requested.formUnion(allCases)
            } else if let attribute = SystemAttributeName(rawValue: name) {
                requested.insert(attribute)
            } else if QueueAttributeName(rawValue: name) == nil {
                // Clients of the old API ask for queue attributes here as well; they never apply to a message.
                throw .unknownAttribute(name)
            }
        }
        return requested
    }
}
