/// The attributes of a queue and what may be done with each: the table of section 4.
package enum QueueAttributeName: String, CaseIterable, Hashable, Sendable {
    case all = "All"
    case approximateNumberOfMessages = "ApproximateNumberOfMessages"
    case approximateNumberOfMessagesDelayed = "ApproximateNumberOfMessagesDelayed"
    case approximateNumberOfMessagesNotVisible = "ApproximateNumberOfMessagesNotVisible"
    case createdTimestamp = "CreatedTimestamp"
    case lastModifiedTimestamp = "LastModifiedTimestamp"
    case queueArn = "QueueArn"
    case delaySeconds = "DelaySeconds"
    case maximumMessageSize = "MaximumMessageSize"
    case messageRetentionPeriod = "MessageRetentionPeriod"
    case receiveMessageWaitTimeSeconds = "ReceiveMessageWaitTimeSeconds"
    case visibilityTimeout = "VisibilityTimeout"
    case policy = "Policy"
    case redrivePolicy = "RedrivePolicy"
    case redriveAllowPolicy = "RedriveAllowPolicy"
    case kmsMasterKeyId = "KmsMasterKeyId"
    case kmsDataKeyReusePeriodSeconds = "KmsDataKeyReusePeriodSeconds"
    case sqsManagedSseEnabled = "SqsManagedSseEnabled"
    case fifoQueue = "FifoQueue"
    case contentBasedDeduplication = "ContentBasedDeduplication"
    case deduplicationScope = "DeduplicationScope"
    case fifoThroughputLimit = "FifoThroughputLimit"

    /// Who may do what with an attribute.
    package enum Access: Hashable, Sendable {
        /// `All`: a word of GetQueueAttributes, not an attribute.
        case getOnly
        case readOnly
        /// Fixed when the queue is created.
        case create
        case createAndSet
    }

    package enum Kind: Hashable, Sendable {
        case text
        case integer(ClosedRange<Int>)
        case boolean
        case choice([String])
        /// A JSON document in a string; the empty string removes it.
        case document
    }

    package var access: Access {
        switch self {
        case .all: .getOnly
        case .approximateNumberOfMessages, .approximateNumberOfMessagesDelayed, .approximateNumberOfMessagesNotVisible,
            .createdTimestamp, .lastModifiedTimestamp, .queueArn:
            .readOnly
        case .fifoQueue: .create
        default: .createAndSet
        }
    }

    package var kind: Kind {
        switch self {
        case .delaySeconds: .integer(Limits.delaySeconds)
        case .maximumMessageSize: .integer(Limits.maximumMessageSize)
        case .messageRetentionPeriod: .integer(Limits.retentionPeriodSeconds)
        case .receiveMessageWaitTimeSeconds: .integer(Limits.waitTimeSeconds)
        case .visibilityTimeout: .integer(Limits.visibilityTimeoutSeconds)
        case .kmsDataKeyReusePeriodSeconds: .integer(Limits.kmsReusePeriodSeconds)
        case .sqsManagedSseEnabled, .fifoQueue, .contentBasedDeduplication: .boolean
        case .deduplicationScope: .choice(DeduplicationScope.allCases.map(\.rawValue))
        case .fifoThroughputLimit: .choice(FIFOThroughputLimit.allCases.map(\.rawValue))
        case .policy, .redrivePolicy, .redriveAllowPolicy: .document
        case .all, .approximateNumberOfMessages, .approximateNumberOfMessagesDelayed,
            .approximateNumberOfMessagesNotVisible, .createdTimestamp, .lastModifiedTimestamp, .queueArn,
            .kmsMasterKeyId:
            .text
        }
    }

    /// Whether only FIFO queues have it.
    package var isFIFOOnly: Bool {
        switch self {
        case .fifoQueue, .contentBasedDeduplication, .deduplicationScope, .fifoThroughputLimit: true
        default: false
        }
    }

    /// The attribute of this name, if it may be given to CreateQueue or SetQueueAttributes.
    ///
    /// - Throws: T-UNKNOWN, T-FIFOONLY.
    package init(settable name: String, isFIFO: Bool) throws(SQSError) {
        guard let attribute = QueueAttributeName(rawValue: name),
            attribute.access == .createAndSet || attribute.access == .create
        else { throw .unknownAttribute(name) }
        if attribute.isFIFOOnly, !isFIFO {
            let isOfHighThroughput = attribute == .deduplicationScope || attribute == .fifoThroughputLimit
            throw isOfHighThroughput ? .fifoOnlyAttribute(name) : .unknownAttribute(name)
        }
        self = attribute
    }

    /// The attributes that GetQueueAttributes is asked for, each once, `All` resolved.
    ///
    /// - Throws: T-UNKNOWN.
    package static func requested(in names: [String]) throws(SQSError) -> [QueueAttributeName] {
        var requested: [QueueAttributeName] = []
        for name in names {
            guard let attribute = QueueAttributeName(rawValue: name) else { throw .unknownAttribute(name) }
            requested += attribute == .all ? allCases.filter { $0 != .all } : [attribute]
        }
        var seen: Set<QueueAttributeName> = []
        return requested.filter { seen.insert($0).inserted }
    }
}

/// Over what a deduplication id is unique (DED-5).
package enum DeduplicationScope: String, CaseIterable, Hashable, Sendable {
    case queue
    case messageGroup
}

/// To what AWS applies its throughput quota.
package enum FIFOThroughputLimit: String, CaseIterable, Hashable, Sendable {
    case perQueue
    case perMessageGroupId
}
