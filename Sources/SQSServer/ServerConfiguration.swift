package import SQSModel

/// How the server listens, whom it lets in, and how long and how much it bears with a client.
package struct ServerConfiguration: Sendable {
    /// Where to listen: addresses or host names.
    ///
    /// With port 0 the first takes a free one and the others the same.
    package var hosts: [String]
    package var port: Int
    /// Scheme, host and port under which queue URLs are given out; `nil`: what the caller's `Host` says.
    package var externalURL: String?
    /// Of the program, for those who ask whether it is well.
    package var version = ""
    /// Where the operator's door is, for those who ask whether the server is well; `nil` where there is none.
    package var adminPort: Int?

    /// Whose queues are meant by callers that do not say.
    package var home = CallerHome()

    /// Host names beyond those that are always let in: `example.com`, `*.example.com`, `*` for all.
    package var allowedHosts: [String] = []
    /// Origins of web pages that may call, such as `https://example.com`; `*` is all of them.
    package var allowedOrigins: [String] = []

    /// Connections at one time; one more is answered with 503 and closed.
    package var maximumConnections = 10_000
    /// Bytes of request line and header fields together (431), and of each of them.
    package var maximumHeaderBytes = 16 * 1024
    /// Bytes of a request's body (413).
    ///
    /// The largest message has 1 MiB. Percent-encoding and `\u` escapes can make three times as much of it.
    package var maximumBodyBytes = 4 * 1024 * 1024
    /// Requests that may wait on a connection behind the one in work before reading from it stops.
    package var maximumPipelinedRequests = 16

    /// From the first byte of a head to its last.
    package var headerTimeout: Duration = .seconds(10)
    /// For each started MiB of a body.
    package var bodyTimeout: Duration = .seconds(30)
    /// Between one answer and the next request.
    package var idleTimeout: Duration = .seconds(75)
    /// For a client to take what has been sent to it.
    package var writeTimeout: Duration = .seconds(30)
    /// How long a client that was refused may go on sending into the void, so that it can read why.
    package var lingerTimeout: Duration = .seconds(1)
    /// How long accepting stops when the system has no room for another connection.
    package var acceptPause: Duration = .milliseconds(500)

    package init(hosts: [String] = ["127.0.0.1"], port: Int = 9324) {
        self.hosts = hosts
        self.port = port
    }
}
