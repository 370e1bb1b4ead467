package import SQSModel

/// How the admin server listens and whom it lets in.
package struct AdminConfiguration: Sendable {
    /// Where to listen: an address or a host name.
    package var host: String
    /// 0 takes a free one.
    package var port: Int
    /// What callers have to show; `nil` where the way to the port is enough.
    package var token: BearerToken?
    /// Host names beyond those that are always let in, as for the API of SQS.
    package var allowedHosts: [String] = []

    /// Whose queues are meant where a request does not say.
    package var home = CallerHome()

    /// Connections at one time; more wait until one ends.
    package var maximumConnections = 256
    /// Bytes of a request's body (413); imports have no such limit.
    package var maximumBodyBytes = 1 << 20
    /// Bytes of one line of an import: the largest message, its escapes, and all that is said of it.
    package var maximumLineBytes = 4 << 20
    /// Bytes of request line and header fields together.
    package var maximumHeaderBytes = 16 * 1024
    /// How long a connection may say nothing between requests, or in the middle of one.
    package var idleTimeout: Duration = .seconds(75)
    /// After so long without an event a stream of events shows that it is alive.
    package var heartbeat: Duration = .seconds(15)

    package init(host: String = "127.0.0.1", port: Int = 9325, token: BearerToken? = nil) {
        self.host = host
        self.port = port
        self.token = token
    }
}
