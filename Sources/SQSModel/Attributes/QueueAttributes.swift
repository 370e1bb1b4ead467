/// The attributes of a queue that a caller can set, with AWS's defaults.
package struct QueueAttributes: Hashable, Sendable {
    /// Delay of messages that name none, in seconds.
    package private(set) var delaySeconds = 0
    /// Largest message in bytes.
    package private(set) var maximumMessageSize = Limits.messageBytes
    /// How long a message may stay, in seconds.
    package private(set) var messageRetentionPeriod = 345_600
    /// How long a receive waits that does not say, in seconds.
    package private(set) var receiveMessageWaitTimeSeconds = 0
    /// How long a received message stays hidden where the receive does not say, in seconds.
    package private(set) var visibilityTimeout = 30
    package private(set) var policy: QueuePolicy?
    package private(set) var redrivePolicy: RedrivePolicy?
    package private(set) var redriveAllowPolicy: RedriveAllowPolicy?
    package private(set) var kmsMasterKeyId: String?
    package private(set) var kmsDataKeyReusePeriodSeconds: Int?
    package private(set) var sqsManagedSseEnabled = true
    /// What only FIFO queues have; `nil` on a standard queue.
    package private(set) var fifo: FIFO?

    /// The attributes of a FIFO queue.
    package struct FIFO: Hashable, Sendable {
        package var contentBasedDeduplication = false
        package var deduplicationScope = DeduplicationScope.queue
        package var fifoThroughputLimit = FIFOThroughputLimit.perQueue
    }

    package init(isFIFO: Bool) { fifo = isFIFO ? FIFO() : nil }

    package var isFIFO: Bool { fifo != nil }

    /// The value as AWS renders it; `nil` where there is none.
    ///
    /// Read-only attributes belong to the queue's state and are `nil` here.
    package func text(of name: QueueAttributeName) -> String? {
        switch name {
        case .delaySeconds: String(delaySeconds)
        case .maximumMessageSize: String(maximumMessageSize)
        case .messageRetentionPeriod: String(messageRetentionPeriod)
        case .receiveMessageWaitTimeSeconds: String(receiveMessageWaitTimeSeconds)
        case .visibilityTimeout: String(visibilityTimeout)
        case .policy: policy?.text
        case .redrivePolicy: redrivePolicy?.text
        case .redriveAllowPolicy: redriveAllowPolicy?.text
        case .kmsMasterKeyId: kmsMasterKeyId
        case .kmsDataKeyReusePeriodSeconds: kmsDataKeyReusePeriodSeconds.map { String($0) }
        case .sqsManagedSseEnabled: String(sqsManagedSseEnabled)
        case .fifoQueue: isFIFO ? "true" : nil
        case .contentBasedDeduplication: fifo.map { String($0.contentBasedDeduplication) }
        case .deduplicationScope: fifo?.deduplicationScope.rawValue
        case .fifoThroughputLimit: fifo?.fifoThroughputLimit.rawValue
        case .all, .approximateNumberOfMessages, .approximateNumberOfMessagesDelayed,
            .approximateNumberOfMessagesNotVisible, .createdTimestamp, .lastModifiedTimestamp, .queueArn:
            nil
        }
    }

    /// These attributes with some replaced: all of them, or none and an error.
    ///
    /// Names are looked at before values, in the caller's order.
    ///
    /// - Throws: T-UNKNOWN, T-FIFOONLY, T-SSE, T-TYPE, T-VALUE, T-PERGROUP and the forms of T-RP… and T-RA…; whether a
    ///   dead-letter queue exists and admits this one is for those who know the other queues.
    package func setting(_ changes: [TextEntry]) throws(SQSError) -> QueueAttributes {
        var names: [QueueAttributeName] = []
        for change in changes { names.append(try QueueAttributeName(settable: change.name, isFIFO: isFIFO)) }
        var result = self
        for (name, change) in zip(names, changes) { try result.set(name, to: change.value) }
        try result.settleEncryption(after: Set(names))
        if let fifo = result.fifo, fifo.fifoThroughputLimit == .perMessageGroupId, fifo.deduplicationScope == .queue {
            throw .perGroupThroughputNeedsGroupScope
        }
        return result
    }

    /// Stores the statements that AddPermission and RemovePermission make.
    package mutating func replacePolicy(with policy: QueuePolicy?) { self.policy = policy }

    private mutating func set(_ name: QueueAttributeName, to text: String) throws(SQSError) {
        switch name {
        case .delaySeconds: delaySeconds = try integer(text, for: name)
        case .maximumMessageSize: maximumMessageSize = try integer(text, for: name)
        case .messageRetentionPeriod: messageRetentionPeriod = try integer(text, for: name)
        case .receiveMessageWaitTimeSeconds: receiveMessageWaitTimeSeconds = try integer(text, for: name)
        case .visibilityTimeout: visibilityTimeout = try integer(text, for: name)
        case .policy: policy = text.isEmpty ? nil : try QueuePolicy(text)
        case .redrivePolicy: redrivePolicy = text.isEmpty ? nil : try RedrivePolicy(text)
        case .redriveAllowPolicy: redriveAllowPolicy = text.isEmpty ? nil : try RedriveAllowPolicy(text)
        case .kmsMasterKeyId:
            // A key's id, ARN or alias: printable ASCII in all three.
            guard text.utf8.count <= 2048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw .invalidAttributeValue(name.rawValue)
            }
            kmsMasterKeyId = text.isEmpty ? nil : text
        case .kmsDataKeyReusePeriodSeconds: kmsDataKeyReusePeriodSeconds = try integer(text, for: name)
        case .sqsManagedSseEnabled: sqsManagedSseEnabled = try boolean(text, for: name)
        case .fifoQueue: guard try boolean(text, for: name) else { throw .queueTypeIsFixed }
        case .contentBasedDeduplication:
            let isOn = try boolean(text, for: name)
            fifo?.contentBasedDeduplication = isOn
        case .deduplicationScope:
            guard let scope = DeduplicationScope(rawValue: text) else { throw .invalidAttributeValue(name.rawValue) }
            fifo?.deduplicationScope = scope
        case .fifoThroughputLimit:
            guard let limit = FIFOThroughputLimit(rawValue: text) else { throw .invalidAttributeValue(name.rawValue) }
            fifo?.fifoThroughputLimit = limit
        case .all, .approximateNumberOfMessages, .approximateNumberOfMessagesDelayed,
            .approximateNumberOfMessagesNotVisible, .createdTimestamp, .lastModifiedTimestamp, .queueArn:
            throw .unknownAttribute(name.rawValue)
        }
    }

    /// Lets the two kinds of encryption exclude each other.
    private mutating func settleEncryption(after changed: Set<QueueAttributeName>) throws(SQSError) {
        if changed.contains(.kmsMasterKeyId) {
            if kmsMasterKeyId != nil {
                guard !(changed.contains(.sqsManagedSseEnabled) && sqsManagedSseEnabled) else {
                    throw .twoKindsOfEncryption
                }
                kmsDataKeyReusePeriodSeconds = kmsDataKeyReusePeriodSeconds ?? 300
            } else {
                kmsDataKeyReusePeriodSeconds = nil
            }
            if kmsMasterKeyId != nil || !changed.contains(.sqsManagedSseEnabled) { sqsManagedSseEnabled = false }
        } else if changed.contains(.sqsManagedSseEnabled), sqsManagedSseEnabled {
            kmsMasterKeyId = nil
            kmsDataKeyReusePeriodSeconds = nil
        }
    }

    /// Decimal digits only, within the attribute's range.
    private func integer(_ text: String, for name: QueueAttributeName) throws(SQSError) -> Int {
        guard case .integer(let range) = name.kind, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let value = Int(text), range.contains(value)
        else { throw .invalidAttributeValue(name.rawValue) }
        return value
    }

    /// `true` or `false` in any case.
    private func boolean(_ text: String, for name: QueueAttributeName) throws(SQSError) -> Bool {
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        default: throw .invalidAttributeValue(name.rawValue)
        }
    }
}
