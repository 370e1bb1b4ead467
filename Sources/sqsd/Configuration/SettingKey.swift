/// The closed set of settings.
///
/// A key is its spelling in YAML, its flag with `--` in front, and its environment variable in capitals with `SQSD_` in
/// front.
enum SettingKey: String, CaseIterable, Sendable {
    case host
    case port
    case dataDirectory = "data-dir"
    case durability
    case damagedLog = "damaged-log"
    case externalURL = "external-url"
    case allowedHosts = "allowed-hosts"
    case allowedOrigins = "allowed-origins"
    case limits
    case logLevel = "log-level"
    case logFormat = "log-format"
    case maximumConnections = "max-connections"
    case maximumHeaderBytes = "max-header-bytes"
    case maximumBodyBytes = "max-body-bytes"
    case headerTimeout = "header-timeout"
    case bodyTimeout = "body-timeout"
    case idleTimeout = "idle-timeout"
    case writeTimeout = "write-timeout"
    case shutdownTimeout = "shutdown-timeout"
    case eventLoops = "event-loops"

    static let environmentPrefix = "SQSD_"

    var flag: String { "--\(rawValue)" }
    var environmentName: String { Self.environmentPrefix + rawValue.uppercased().replacing("-", with: "_") }

    /// The one table: which field a key sets, what it may hold, what it is for.
    var setting: Setting {
        switch self {
        case .host:
            .list(\.hosts, "an address, or several with commas between them", atLeast: 1) {
                """
                Addresses to listen on. Whoever reaches one of them can use all queues, because callers are not checked: \
                keep it to this machine, or to a network that you trust (0.0.0.0 and :: are all of them).
                """
            }
        case .port:
            .integer(\.port, 0...65_535) { "Port to listen on; 0 takes a free one and says which." }
        case .dataDirectory:
            .text(\.dataDirectory, "a path") {
                """
                Directory of the database. Empty: $STATE_DIRECTORY where systemd gives one, else \
                $XDG_DATA_HOME/sqsd or ~/.local/share/sqsd.
                """
            }
        case .durability:
            .choice(\.durability) {
                """
                What an acknowledged call survives. full: a power cut. normal: a killed process, not a power cut. \
                memory: nothing, all is gone when sqsd ends.
                """
            }
        case .damagedLog:
            .choice(\.damagedLog) {
                """
                What to do at the start when the database's log is damaged, so that calls which were acknowledged would \
                be lost without a word. refuse: do not start, and say what is at risk. accept: set a copy of the log \
                aside and go on without them.
                """
            }
        case .externalURL:
            .text(\.externalURL, "http:// or https:// with a host, or nothing", isAllowed: isExternalURL) {
                "Address with which queue URLs begin, such as http://sqs.test:9324. Empty: the Host that the caller used."
            }
        case .allowedHosts:
            .list(\.allowedHosts, "host names, *.name or *, with commas between them", atLeast: 0) {
                """
                Names by which sqsd may be called beyond addresses, localhost and names without a dot. The check keeps \
                web pages from calling under a name of their own; * turns it off.
                """
            }
        case .allowedOrigins:
            .list(\.allowedOrigins, "origins such as https://app.test, or *, with commas between them", atLeast: 0) {
                "Web pages that may call, by origin. Without any, no web page may."
            }
        case .limits:
            .choice(\.limits) {
                """
                relaxed: a deleted queue's name can be used again at once, and a queue purged again at once. \
                aws: only after 60 seconds, as on AWS.
                """
            }
        case .logLevel: .choice(\.logLevel) { "The least level that is logged; debug logs every call." }
        case .logFormat: .choice(\.logFormat) { "How log lines are spelled: for people, or as one JSON object each." }
        case .maximumConnections:
            .integer(\.maximumConnections, 1...1_000_000) { "Connections at one time; more are answered with 503." }
        case .maximumHeaderBytes:
            .integer(\.maximumHeaderBytes, 1024...1_048_576) { "Bytes of a request's line and header fields together." }
        case .maximumBodyBytes:
            .integer(\.maximumBodyBytes, 1024...67_108_864) {
                "Bytes of a request's body. The largest message has 1 MiB, and its encoding may triple it."
            }
        case .headerTimeout: .duration(\.headerTimeout) { "Time for a request's head to arrive." }
        case .bodyTimeout: .duration(\.bodyTimeout) { "Time for each started MiB of a request's body to arrive." }
        case .idleTimeout: .duration(\.idleTimeout) { "Time that an idle connection is kept open." }
        case .writeTimeout: .duration(\.writeTimeout) { "Time for a client to take an answer that was sent." }
        case .shutdownTimeout: .duration(\.shutdownTimeout) { "Time for calls that are under way when sqsd is to end." }
        case .eventLoops:
            .integer(\.eventLoops, 0...64) {
                "Threads that serve connections; 0: one for each core but one, four at most."
            }
        }
    }
}

private func isExternalURL(_ text: String) -> Bool {
    for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
        let rest = text.dropFirst(scheme.count)
        let isClean =
            rest.utf8.allSatisfy { (0x21...0x7E).contains($0) } && !rest.contains { "/?#@\"<>\\".contains($0) }
        return isClean && !rest.isEmpty
    }
    return text.isEmpty
}
