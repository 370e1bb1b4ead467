import AdminServer
import SQSModel

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
    case admin
    case adminHost = "admin-host"
    case adminPort = "admin-port"
    case adminToken = "admin-token"
    case adminTokenFile = "admin-token-file"
    case label
    case metricsQueueLimit = "metrics-queue-limit"
    case minimumFreeBytes = "min-free"
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
    case queue
    case autoCreate = "auto-create"
    case region
    case accountId = "account-id"
    case singleRegion = "single-region"
    case strict

    static let environmentPrefix = "SQSD_"

    var flag: String { "--\(rawValue)" }
    var environmentName: String { Self.environmentPrefix + rawValue.uppercased().replacing("-", with: "_") }

    /// Whether the value can change while the daemon runs, when its file is read again.
    var isReloadable: Bool {
        switch self {
        case .queue, .autoCreate, .strict, .logLevel: true
        default: false
        }
    }

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
            .list(
                \.allowedHosts,
                "host names without ports, *.name or *, with commas between them",
                atLeast: 0,
                isAllowed: isHostPattern
            ) {
                """
                Names by which sqsd may be called beyond addresses, localhost and names without a dot. The check keeps \
                web pages from calling under a name of their own; * turns it off.
                """
            }
        case .allowedOrigins:
            .list(
                \.allowedOrigins,
                "origins such as https://app.test, or *, with commas between them",
                atLeast: 0,
                isAllowed: isOriginPattern
            ) {
                "Web pages that may call, by origin. Without any, no web page may."
            }
        case .admin:
            .choice(\.admin) { "Whether there is an admin port, which sqsctl, consoles and monitoring use." }
        case .adminHost:
            .text(\.adminHost, "an address", isAllowed: { !$0.isEmpty && !$0.contains(" ") && !$0.contains(",") }) {
                """
                Address that the admin port listens on. Whoever reaches it and has the token sees and changes all \
                messages; beyond this machine it wants a token.
                """
            }
        case .adminPort:
            .integer(\.adminPort, 0...65_535) { "Port of the admin API; 0 takes a free one and says which." }
        case .adminToken:
            .secret(\.adminToken, "16 … 1024 characters without blanks", isAllowed: { BearerToken($0) != nil }) {
                """
                Token that the admin API wants from callers. Others on this machine can read flags: give it as \
                SQSD_ADMIN_TOKEN, or in a file.
                """
            }
        case .adminTokenFile:
            .text(\.adminTokenFile, "a path") { "File that holds the token, readable by its owner only." }
        case .label:
            .text(\.label, "a text") {
                "What people tell this daemon from others by. Empty: the name of the machine."
            }
        case .metricsQueueLimit:
            .integer(\.metricsQueueLimit, 0...1_000_000) {
                "Queues that have figures of their own in /metrics; the others are counted together."
            }
        case .minimumFreeBytes:
            .integer(\.minimumFreeBytes, 0...Int(Int32.max)) {
                "Bytes that have to be free on the disk; with less, /readyz says that the daemon is not ready."
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
        case .queue:
            .texts(\.queues, "NAME or NAME,KEY=VALUE,… with keys as in the file") {
                """
                Queues that shall exist, such as orders,visibility-timeout=30s,dead-letter=orders-dlq:5. The file declares \
                them in its section queues. As a variable, several have semicolons between them.
                """
            }
        case .autoCreate:
            .boolean(\.createsQueues) {
                "Whether a queue that a caller sends to or receives from is made when there is none of that name."
            }
        case .region:
            .text(\.region, "a region such as us-east-1", isAllowed: { Region($0) != nil }) {
                "Region of declared queues that name none, and of callers that are not signed."
            }
        case .accountId:
            .text(\.accountId, "twelve digits", isAllowed: { AccountId($0) != nil }) {
                "Account of declared queues that name none, and of callers whose access key is no account."
            }
        case .singleRegion:
            .boolean(\.isSingleRegion) {
                """
                Whether all callers are in this region and account, whatever their credentials say; for clients that \
                were configured for a server that does not keep regions apart.
                """
            }
        case .strict:
            .boolean(\.isStrict) { "Whether keys of an ElasticMQ file that sqsd does not know keep it from starting." }
        }
    }
}

/// Whether a `Host` can match this; a port is none of it.
private func isHostPattern(_ text: String) -> Bool {
    let name = text.hasPrefix("*.") ? text.dropFirst(2) : text[...]
    let isName = name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
    return text == "*" || isName && !name.isEmpty
}

/// Whether an `Origin` can match this: scheme, host and port, and nothing behind them.
private func isOriginPattern(_ text: String) -> Bool {
    guard text != "*", text != "null" else { return true }
    guard let colon = text.firstRange(of: "://"), colon.lowerBound != text.startIndex else { return false }
    let rest = text[colon.upperBound...]
    let isPlain = rest.utf8.allSatisfy { (0x21...0x7E).contains($0) } && !rest.contains { "/?#@*".contains($0) }
    return isPlain && !rest.isEmpty
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
