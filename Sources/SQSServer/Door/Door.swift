internal import BrowserRules
internal import Logging
internal import NIOCore
internal import QueueService
internal import SQSAccess
internal import SQSModel
internal import SQSWire
internal import Synchronization

/// What all connections share and none changes: the rules for coming in, and who carries out calls.
final class Door: Sendable {
    let configuration: ServerConfiguration
    let handler: any CallHandling & Inspecting
    let observer: (any RequestObserver)?
    let logger: Logger
    /// Whether calls that succeed are logged too.
    let logsAllCalls: Bool
    private let hostRules: HostRules
    private let originRules: OriginRules
    private let openConnections = Atomic(0)
    private let callsUnderWay = Atomic(0)

    init(
        _ configuration: ServerConfiguration,
        handler: any CallHandling & Inspecting,
        observer: (any RequestObserver)?,
        logger: Logger
    ) {
        self.configuration = configuration
        self.handler = handler
        self.observer = observer
        self.logger = logger
        logsAllCalls = logger.logLevel <= .debug
        let externalHost = configuration.externalURL.flatMap(hostName(ofURL:))
        hostRules = HostRules(allowed: configuration.allowedHosts + [externalHost].compactMap(\.self))
        originRules = OriginRules(allowed: configuration.allowedOrigins)
    }

    /// Counts a connection in; whoever calls this counts it out again.
    ///
    /// - Returns: whether there is room for it.
    func countIn() -> Bool {
        openConnections.add(1, ordering: .relaxed).newValue <= configuration.maximumConnections
    }

    var connections: Int { openConnections.load(ordering: .relaxed) }

    func countOut() { openConnections.subtract(1, ordering: .relaxed) }

    /// A connection carries out one call at a time.
    var activeConnections: Int { callsUnderWay.load(ordering: .relaxed) }

    func callBegins() { callsUnderWay.add(1, ordering: .relaxed) }

    func callEnds() { callsUnderWay.subtract(1, ordering: .relaxed) }

    /// Judges a request by its head, before anything of its body is read.
    ///
    /// - Parameters:
    ///   - head: what came in.
    ///   - address: by which it came in; the connection remembers it between requests.
    /// - Returns: the origin that the answer has to name, for pages that may call.
    /// - Throws: why the request is not carried out.
    func admit(_ head: RequestHead, address: Address) throws(Refusal) -> String? {
        guard address.isAllowed else { throw .call(.refusedOrigin(Self.hostRefusal), .host) }
        let origin: String?
        switch originRules.judge(head.browserMarkers) {
        case .notFromPage: origin = nil
        case .allowed(let name): origin = name
        case .refused(let reason): throw .call(.refusedOrigin(reason), .origin)
        }
        if head.isOptions, origin != nil { throw .preflight }
        if !head.mayBeCall, head.target != nil || !head.query.isEmpty {
            throw .call(
                .refusedOrigin(
                    "A call comes as application/x-amz-json-1.0 or application/x-www-form-urlencoded, as no other type."
                ),
                .contentType
            )
        }
        if let length = head.contentLength, length > configuration.maximumBodyBytes { throw .bodyTooLarge }
        return origin
    }

    private static let hostRefusal = """
        This server is not called by the name in Host. If it is, start sqsd with --allowed-hosts and that name.
        """
}

/// The address by which a caller reached the server, and what follows from it.
struct Address {
    /// Scheme, host and port for queue URLs.
    let endpoint: String
    let isAllowed: Bool
}

extension Door {
    /// - Parameters:
    ///   - host: `Host`, or what stands in its place; `nil` where an HTTP/1.0 client has sent none.
    ///   - channel: tells the address where that is so.
    /// - Returns: what follows from it for queue URLs and for coming in.
    /// - Throws: 400 where it is no host at all.
    func address(of host: String?, on channel: any Channel) throws(Refusal) -> Address {
        guard let host else {
            let local = channel.localAddress
            let endpoint = "http://\(local?.ipAddress ?? "127.0.0.1"):\(local?.port ?? configuration.port)"
            return Address(endpoint: configuration.externalURL ?? endpoint, isAllowed: true)
        }
        guard let header = HostHeader(host) else { throw .badRequest("Host is no host") }
        return Address(endpoint: configuration.externalURL ?? "http://\(host)", isAllowed: hostRules.allows(header))
    }
}

/// The host of `scheme://host[:port]/…`.
private func hostName(ofURL url: String) -> String? {
    let parts = url.split(separator: "/", omittingEmptySubsequences: true)
    guard parts.count >= 2, let header = HostHeader(String(parts[1])), case .name(let name) = header.kind else {
        return nil
    }
    return name
}
