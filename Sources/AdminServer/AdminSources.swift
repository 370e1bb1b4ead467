package import AdminAPI
package import QueueService
package import QueueStore
package import SQSModel

/// What the admin server shows and whom it asks to act.
package struct AdminSources: Sendable {
    package var operating: any QueueOperating
    /// Who carries out the 23 actions.
    package var calls: any CallHandling
    package var readiness: Readiness
    package var clock: any TimeSource
    package var version: VersionInfo
    /// The daemon as a whole, at this moment.
    package var status: @Sendable () async throws -> DaemonStatus
    /// Figures in Prometheus's text format.
    package var metrics: @Sendable () async -> [UInt8]
    /// Scheme, host and port with which queue URLs in answers begin.
    package var endpoint: @Sendable () -> String
    /// Where the file of a backup is made before it is sent; `nil` where nothing is on disk.
    package var backupDirectory: String?
    /// Ids for messages that are imported as new ones.
    package var makeMessageId: @Sendable () -> MessageId

    package init(
        operating: any QueueOperating,
        calls: any CallHandling,
        readiness: Readiness,
        clock: any TimeSource,
        version: VersionInfo,
        status: @escaping @Sendable () async throws -> DaemonStatus,
        metrics: @escaping @Sendable () async -> [UInt8],
        endpoint: @escaping @Sendable () -> String,
        backupDirectory: String?,
        makeMessageId: @escaping @Sendable () -> MessageId
    ) {
        self.operating = operating
        self.calls = calls
        self.readiness = readiness
        self.clock = clock
        self.version = version
        self.status = status
        self.metrics = metrics
        self.endpoint = endpoint
        self.backupDirectory = backupDirectory
        self.makeMessageId = makeMessageId
    }
}
