import NearestName

/// The attributes of a queue that can be set, and how people may write their values.
enum QueueAttribute: String, CaseIterable {
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
    case contentBasedDeduplication = "ContentBasedDeduplication"
    case deduplicationScope = "DeduplicationScope"
    case fifoThroughputLimit = "FifoThroughputLimit"

    /// The attribute of this name: AWS's, the same with hyphens, or a short one.
    init(named name: String) throws {
        let plain = Self.plain(name)
        guard let found = Self.allCases.first(where: { Self.plain($0.rawValue) == plain }) ?? Self.short[plain] else {
            let known = Self.allCases.map(\.kebab) + Self.short.keys + ["dlq"]
            let near = nearest(to: name, among: known).map { "Did you mean \($0)? " } ?? ""
            throw Failure(
                .usage,
                "There is no attribute \(name).",
                hint: near + "`sqsctl help set` shows how they are named."
            )
        }
        self = found
    }

    /// The value as the service takes it.
    func text(of value: String) throws -> String {
        switch self {
        case .delaySeconds, .messageRetentionPeriod, .receiveMessageWaitTimeSeconds, .visibilityTimeout,
            .kmsDataKeyReusePeriodSeconds:
            guard let seconds = TimeSpan(argument: value)?.seconds else {
                throw Failure(.usage, "\(kebab) takes a time in whole seconds such as 30s, 15m or 4d, not \(value).")
            }
            return "\(seconds)"
        case .maximumMessageSize:
            guard let size = ByteCount(argument: value) else {
                throw Failure(.usage, "\(kebab) takes a size such as 256KiB or 1MiB, not \(value).")
            }
            return "\(size.bytes)"
        default: return value
        }
    }

    /// `visibility-timeout`.
    private var kebab: String {
        rawValue.reduce(into: "") { text, character in
            if character.isUppercase, !text.isEmpty { text += "-" }
            text += character.lowercased()
        }
    }

    private static let short: [String: QueueAttribute] = [
        "visibility": .visibilityTimeout, "delay": .delaySeconds, "retention": .messageRetentionPeriod,
        "wait": .receiveMessageWaitTimeSeconds, "maxsize": .maximumMessageSize,
    ]

    private static func plain(_ name: String) -> String {
        name.lowercased().filter { $0 != "-" && $0 != "_" }
    }
}
