import AdminClient
import Foundation

/// Where the admin API is.
struct Endpoint: Equatable {
    let address: String
    let token: String?
    /// How it is known: `--endpoint`, `context local`, `SQSCTL_ENDPOINT` and so on.
    let source: String
    /// Whose queues are meant.
    let tenancy: Tenancy
}

/// What the command line, the environment and the contexts say about where the daemon is.
struct EndpointChoice: Equatable {
    static let defaultAddress = "http://127.0.0.1:9325"

    /// Scheme, host and port, without a slash at the end.
    let address: String
    let source: String
    let token: String?
    /// Whether it may be the port for SQS, so that somebody has to ask.
    let isToBeAsked: Bool
    let tenancy: Tenancy

    /// The first of: `--endpoint`, `--context`, SQSCTL_CONTEXT, SQSCTL_ENDPOINT, the selected context,
    /// AWS_ENDPOINT_URL_SQS, AWS_ENDPOINT_URL, the default.
    ///
    /// A variable set for one shell is nearer than what was selected for all of them.
    init(_ options: GlobalOptions, environment: [String: String], contexts: ContextFile) throws {
        var context: Context?
        let variable = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let endpoint = options.endpoint {
            (address, source) = (try Self.address(endpoint, otherwise: .usage), "--endpoint")
        } else if let name = options.context ?? variable("SQSCTL_CONTEXT") {
            let named = try contexts.context(name)
            (address, source) = (try Self.address(named.endpoint, otherwise: .configuration), "context \(name)")
            context = named
        } else if let endpoint = variable("SQSCTL_ENDPOINT") {
            (address, source) = (try Self.address(endpoint, otherwise: .configuration), "SQSCTL_ENDPOINT")
        } else if let name = contexts.selected {
            let named = try contexts.context(name)
            (address, source) = (try Self.address(named.endpoint, otherwise: .configuration), "context \(name)")
            context = named
        } else if let name = ["AWS_ENDPOINT_URL_SQS", "AWS_ENDPOINT_URL"].first(where: { variable($0) != nil }) {
            (address, source) = (try Self.address(variable(name) ?? "", otherwise: .configuration), name)
        } else {
            (address, source) = (Self.defaultAddress, "the default")
        }
        isToBeAsked = source != "the default"
        token = try Self.token(options, environment: environment, context: context)
        // An access key of twelve digits names an account, for the daemon as for us.
        let key = variable("AWS_ACCESS_KEY_ID").flatMap { $0.count == 12 && $0.allSatisfy(\.isASCIIDigit) ? $0 : nil }
        tenancy = Tenancy(
            region: options.region ?? context?.region ?? variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION"),
            account: options.account ?? context?.account ?? key
        )
    }

    /// The admin API's address, asked for where it may be another.
    func resolved(over transport: AdminTransport) async throws -> Endpoint {
        guard isToBeAsked else { return endpoint(address) }
        switch try await transport.find(at: address) {
        case .admin(let address), .service(let address):
            return endpoint(address)
        case .serviceOnly:
            throw Failure(
                .unavailable,
                "The sqsd at \(address) (from \(source)) has no admin port.",
                hint: "Start it with one, or give the address of another: --endpoint."
            )
        }
    }

    private func endpoint(_ address: String) -> Endpoint {
        Endpoint(address: address, token: token, source: source, tenancy: tenancy)
    }

    /// A context's token goes to that context's daemon only.
    private static func token(
        _ options: GlobalOptions,
        environment: [String: String],
        context: Context?
    ) throws -> String? {
        if let file = options.tokenFile { return try token(inFile: file, otherwise: .usage) }
        if let token = environment["SQSCTL_TOKEN"], !token.isEmpty { return token }
        if let file = context?.tokenFile { return try token(inFile: file, otherwise: .configuration) }
        return context?.token
    }

    private static func token(inFile path: String, otherwise status: ExitStatus) throws -> String {
        let expanded = (path as NSString).expandingTildeInPath
        guard let text = try? String(contentsOfFile: expanded, encoding: .utf8) else {
            throw Failure(
                status,
                "The token file \(path) cannot be read.",
                hint: "Write the token of sqsd's admin port into it, readable by you only."
            )
        }
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Failure(
                status,
                "The token file \(path) does not hold one word.",
                hint: "Write the token of sqsd's admin port into it and nothing else."
            )
        }
        return token
    }

    /// Scheme, host and port of an address; `host:port` is enough.
    static func address(_ text: String, otherwise status: ExitStatus) throws -> String {
        let url = text.contains("://") ? text : "http://\(text)"
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = parts.percentEncodedHost, !host.isEmpty
        else {
            throw Failure(status, "\(text) is no address such as http://127.0.0.1:9325.")
        }
        return "\(scheme)://\(host)\(parts.port.map { ":\($0)" } ?? "")"
    }
}
