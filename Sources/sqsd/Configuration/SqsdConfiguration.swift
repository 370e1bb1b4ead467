import Logging
import SQLiteStore
import SQSModel

/// Everything about a daemon that can be chosen, with its defaults; `SettingKey` says how each is called and explained.
struct SqsdConfiguration: Equatable, Sendable {
    var hosts = ["127.0.0.1"]
    var port = 9324
    /// Empty: the directory that systemd gives, else the user's own.
    var dataDirectory = ""
    var durability = Durability.full
    var damagedLog = DamagedLogPolicy.refuse
    /// Empty: queue URLs begin with what the caller's `Host` says.
    var externalURL = ""
    var allowedHosts: [String] = []
    var allowedOrigins: [String] = []
    var admin = Switch.on
    var adminHost = "127.0.0.1"
    var adminPort = 9325
    /// Empty: none, unless there is a file; never shown.
    var adminToken = ""
    var adminTokenFile = ""
    /// Empty: the machine's name.
    var label = ""
    var metricsQueueLimit = 1000
    var minimumFreeBytes = 67_108_864
    var limits = LimitsMode.relaxed
    var logLevel = Logger.Level.info
    var logFormat = LogFormat.text
    var maximumConnections = 10_000
    var maximumHeaderBytes = 16_384
    var maximumBodyBytes = 4_194_304
    var headerTimeout = Duration.seconds(10)
    var bodyTimeout = Duration.seconds(30)
    var idleTimeout = Duration.seconds(75)
    var writeTimeout = Duration.seconds(30)
    var shutdownTimeout = Duration.seconds(10)
    /// 0: one for each core but one, four at most.
    var eventLoops = 0
    /// As `DeclaredQueue.parse` takes them.
    var queues: [String] = []
    var createsQueues = false
    var region = "us-east-1"
    var accountId = "000000000000"
    var isSingleRegion = false
    var isStrict = false
}

extension SqsdConfiguration {
    /// Whose queues are meant by callers that do not say.
    var home: CallerHome {
        CallerHome(
            region: Region(region) ?? .default,
            account: AccountId(accountId) ?? .default,
            isOnly: isSingleRegion
        )
    }
}

/// Whether AWS's waiting periods are kept.
enum LimitsMode: String, CaseIterable, Sendable {
    /// Names of deleted queues can be used again at once, queues be purged again at once.
    case relaxed
    /// After 60 seconds, as on AWS.
    case aws
}

/// Whether something is there.
enum Switch: String, CaseIterable, Sendable {
    case on, off
}

/// How the log is spelled.
enum LogFormat: String, CaseIterable, Sendable {
    case text, json
}
