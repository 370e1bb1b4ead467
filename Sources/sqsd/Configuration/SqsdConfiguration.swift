import Logging
import SQLiteStore

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
}

/// Whether AWS's waiting periods are kept.
enum LimitsMode: String, CaseIterable, Sendable {
    /// Names of deleted queues can be used again at once, queues be purged again at once.
    case relaxed
    /// After 60 seconds, as on AWS.
    case aws
}

/// How the log is spelled.
enum LogFormat: String, CaseIterable, Sendable {
    case text, json
}
