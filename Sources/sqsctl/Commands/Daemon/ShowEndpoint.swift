import AdminAPI
import AdminClient
import ArgumentParser
import Foundation

struct ShowEndpoint: Command {
    static let configuration = CommandConfiguration(
        commandName: "endpoint",
        abstract: "Say which sqsd is meant, how that is known, and where its queues are.",
        discussion: """
            Examples:
              sqsctl endpoint
              eval "$(sqsctl endpoint --export)"
            """
    )

    @Flag(help: "Print lines for a shell, which let AWS's tools and SDKs find the queues.")
    var export = false

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let endpoint = try await session.endpoint()
        let status = try await session.client().status()
        let report = EndpointReport(endpoint, service: serviceAddress(of: status, at: endpoint.address))
        guard export else { return try session.printer.one(report, as: .endpoint) }
        guard let service = report.serviceEndpoint else {
            throw Failure(.unavailable, "The sqsd at \(endpoint.address) has no port for SQS.")
        }
        let variables = awsVariables(service, endpoint.tenancy, session.environment)
        // What the shell has already is not repeated: it may be somebody's real secret.
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) where session.environment[name] != value {
            try session.output.line("export \(name)=\(shellWord(value))")
        }
    }
}

/// Which daemon is meant.
struct EndpointReport: Encodable {
    let adminEndpoint: String
    let source: String
    let serviceEndpoint: String?
    let region: String?
    let account: String?
    let hasToken: Bool

    init(_ endpoint: Endpoint, service: String?) {
        adminEndpoint = endpoint.address
        source = endpoint.source
        serviceEndpoint = service
        region = endpoint.tenancy.region
        account = endpoint.tenancy.account
        hasToken = endpoint.token != nil
    }
}

extension Listing where Row == EndpointReport {
    static var endpoint: Listing {
        Listing(
            name: \.adminEndpoint,
            columns: [
                Column("ADMIN ENDPOINT") { .text($0.adminEndpoint) },
                Column("SOURCE") { .text($0.source) },
                Column("SERVICE ENDPOINT") { .text($0.serviceEndpoint) },
                Column("REGION") { .text($0.region) },
                Column("ACCOUNT") { .text($0.account) },
                Column("TOKEN") { .flag($0.hasToken) },
            ]
        )
    }
}

/// Where the API of SQS is, from here: the daemon's port, on the host by which we reached it.
func serviceAddress(of status: DaemonStatus, at adminAddress: String) -> String? {
    guard let first = status.endpoints.first, let port = URLComponents(string: first)?.port,
        var parts = URLComponents(string: adminAddress)
    else { return status.endpoints.first }
    parts.port = port
    return parts.string
}

/// A text as one word of a shell.
private func shellWord(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
        UnicodeScalar(byte).properties.isAlphabetic && byte < 0x80 || "0123456789_-./:@%+,=".utf8.contains(byte)
    }
    return isPlain && !text.isEmpty ? text : "'\(text.replacing("'", with: "'\\''"))'"
}

/// What AWS's tools and SDKs need to find the queues; keys that are there stay, unless they stand for another account.
func awsVariables(_ address: String, _ tenancy: Tenancy, _ environment: [String: String]) -> [String: String] {
    let region = tenancy.region ?? "us-east-1"
    return [
        "AWS_ENDPOINT_URL_SQS": address,
        "AWS_REGION": region,
        // The command line reads this one only.
        "AWS_DEFAULT_REGION": region,
        "AWS_ACCESS_KEY_ID": tenancy.account ?? environment["AWS_ACCESS_KEY_ID"] ?? "sqsd",
        "AWS_SECRET_ACCESS_KEY": environment["AWS_SECRET_ACCESS_KEY"] ?? "sqsd",
    ]
}
