/// The numbers of the service (section 14 of the behaviour description).
///
/// Bytes are UTF-8 bytes, times are seconds.
package enum Limits {
    package static let queueNameLength = 1...80
    package static let labelLength = 1...80
    package static let batchEntryIdLength = 1...80
    /// MessageGroupId, MessageDeduplicationId and ReceiveRequestAttemptId (DED-6, RRA-1).
    package static let fifoIdLength = 1...128
    package static let messageAttributeNameBytes = 256
    package static let messageAttributeTypeBytes = 256

    /// The largest message and the default of MaximumMessageSize (MSG-10).
    package static let messageBytes = 1_048_576
    package static let maximumMessageSize = 1024...messageBytes
    package static let batchBytes = 1_048_576
    package static let batchEntries = 10
    package static let messageAttributes = 10
    /// Significant digits of a Number attribute (MSG-7).
    package static let numberPrecision = 38
    /// Decimal exponents of a Number attribute (MSG-7).
    package static let numberMagnitude = -128...126

    package static let delaySeconds = 0...900
    package static let visibilityTimeoutSeconds = 0...43_200
    package static let retentionPeriodSeconds = 60...1_209_600
    package static let waitTimeSeconds = 0...20
    package static let maxNumberOfMessages = 1...10
    package static let maxReceiveCount = 1...1000
    package static let kmsReusePeriodSeconds = 60...86_400
    /// In flight per queue, standard and FIFO (LC-8, FIF-10).
    package static let messagesInFlight = 120_000

    package static let redriveAllowSources = 10
    package static let policyBytes = 8192
    package static let policyStatements = 20
    package static let policyPrincipals = 50
    package static let policyConditions = 10
    package static let policyActions = 7

    package static let tags = 50
    package static let tagKeyLength = 1...128
    package static let tagValueLength = 0...256

    package static let listResults = 1...1000
    package static let moveTaskResults = 1...10
    package static let moveTaskRate = 1...500
    /// Running at a time, per account (MV-11).
    package static let moveTasks = 100
    /// How long one may run (MV-11): 36 hours.
    package static let moveTaskSeconds = 129_600

    /// How long after a purge or a deletion AWS refuses the next one (PQ-2, CQ-6).
    package static let quietSeconds = 60
    package static let deduplicationWindowSeconds = 300
}
