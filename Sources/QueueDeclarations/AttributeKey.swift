/// The attributes of a queue that hold one plain value, by their key in a file.
///
/// Ranges are those of section 4 of the behaviour description.
package enum AttributeKey: String, CaseIterable, Hashable, Sendable {
    case visibilityTimeout = "visibility-timeout"
    case retention
    case delay
    case receiveWait = "receive-wait"
    case maximumMessageSize = "max-message-size"
    case contentBasedDeduplication = "content-based-deduplication"
    case deduplicationScope = "deduplication-scope"
    case fifoThroughputLimit = "fifo-throughput-limit"
    case policy
    case kmsMasterKeyId = "kms-master-key-id"
    case kmsDataKeyReusePeriod = "kms-data-key-reuse-period"
    case managedEncryption = "sqs-managed-sse"

    /// What a value is measured in, and which ones there are.
    package enum Kind: Hashable, Sendable {
        case seconds(ClosedRange<Int>)
        case bytes(ClosedRange<Int>)
        case boolean
        case choice([String])
        case text
        case json
    }

    /// The attribute's name in SQS.
    package var awsName: String {
        switch self {
        case .visibilityTimeout: "VisibilityTimeout"
        case .retention: "MessageRetentionPeriod"
        case .delay: "DelaySeconds"
        case .receiveWait: "ReceiveMessageWaitTimeSeconds"
        case .maximumMessageSize: "MaximumMessageSize"
        case .contentBasedDeduplication: "ContentBasedDeduplication"
        case .deduplicationScope: "DeduplicationScope"
        case .fifoThroughputLimit: "FifoThroughputLimit"
        case .policy: "Policy"
        case .kmsMasterKeyId: "KmsMasterKeyId"
        case .kmsDataKeyReusePeriod: "KmsDataKeyReusePeriodSeconds"
        case .managedEncryption: "SqsManagedSseEnabled"
        }
    }

    package var kind: Kind {
        switch self {
        case .visibilityTimeout: .seconds(0...43_200)
        case .retention: .seconds(60...1_209_600)
        case .delay: .seconds(0...900)
        case .receiveWait: .seconds(0...20)
        case .maximumMessageSize: .bytes(1024...1_048_576)
        case .contentBasedDeduplication, .managedEncryption: .boolean
        case .deduplicationScope: .choice(["queue", "messageGroup"])
        case .fifoThroughputLimit: .choice(["perQueue", "perMessageGroupId"])
        case .policy: .json
        case .kmsMasterKeyId: .text
        case .kmsDataKeyReusePeriod: .seconds(60...86_400)
        }
    }

    /// Whether only FIFO queues have it.
    package var isFIFOOnly: Bool {
        switch self {
        case .contentBasedDeduplication, .deduplicationScope, .fifoThroughputLimit: true
        default: false
        }
    }

    /// The key with this spelling, be it ours or that of SQS.
    package init?(spelled name: String) {
        guard let key = AttributeKey(rawValue: name) ?? Self.allCases.first(where: { $0.awsName == name }) else {
            return nil
        }
        self = key
    }
}
