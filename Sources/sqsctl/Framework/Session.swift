import AdminAPI
import AdminClient
import Foundation

/// One run of a command: what it was told, where it prints, and whom it asks.
final class Session {
    let options: GlobalOptions
    let environment: [String: String]
    let terminal: Terminal
    let output: Output
    let printer: Printer
    let errorText: ErrorText
    private let transport: AdminTransport
    private(set) var found: AdminClient?
    private var isClosed = false

    init(
        _ options: GlobalOptions,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        terminal: Terminal = .current
    ) throws {
        self.options = options
        self.environment = environment
        self.terminal = terminal
        errorText = ErrorText(colors: terminal.colors(options.color, of: .error))
        output = Output()
        printer = Printer(
            to: output,
            form: options.output.map { .format($0) } ?? (terminal.isOutput ? .format(.table) : .tabbed),
            columns: options.columns?.names,
            isExact: options.raw,
            width: terminal.width,
            colors: terminal.colors(options.color, of: .output),
            isOnTerminal: terminal.isOutput
        )
        let errorText = errorText
        let trace: @Sendable (String) -> Void = { errorText.write(printable($0)) }
        transport = AdminTransport(timeout: options.timeout.duration, trace: options.debug ? trace : nil)
    }

    /// The daemon's admin API; where it is, is found out at the first call.
    func client() async throws -> AdminClient {
        if let found { return found }
        let endpoint = try await endpoint()
        let client = AdminClient(transport, at: endpoint.address, token: endpoint.token, tenancy: endpoint.tenancy)
        found = client
        return client
    }

    /// Where the admin API is, and how that is known.
    func endpoint() async throws -> Endpoint {
        let choice = try EndpointChoice(options, environment: environment, contexts: try ContextFile(environment))
        detail("Endpoint \(choice.address), from \(choice.source).")
        return try await choice.resolved(over: transport)
    }

    /// A queue as it was named.
    func queue(_ name: String) -> QueueReference { QueueReference(name) }

    /// Ends what the command has opened; a command that becomes another program does so before the rest of it.
    func close() async throws {
        try output.flush()
        guard !isClosed else { return }
        isClosed = true
        try await transport.close()
    }
}

// MARK: Remarks

extension Session {
    /// Tells people something, on stderr.
    func note(_ text: String) {
        if !options.quiet { errorText.write(printable(text)) }
    }

    /// Tells people who asked for more.
    func detail(_ text: String) {
        if options.verbose || options.debug { note(text) }
    }

    /// An error that does not end the command.
    func complain(_ failure: Failure) { errorText.show(failure) }
}

extension Character {
    var isASCIIDigit: Bool { isASCII && isNumber }
}
