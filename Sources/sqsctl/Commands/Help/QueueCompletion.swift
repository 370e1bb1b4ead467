import AdminAPI
import AdminClient
import ArgumentParser
import Foundation

extension CompletionKind {
    /// Names of queues, asked of the daemon that the command line means.
    static var queues: CompletionKind {
        .custom { words, _, prefix in await QueueCompletion(words).names(beginningWith: prefix) }
    }

    /// Names of contexts.
    static var contexts: CompletionKind {
        .custom { _, _, _ in
            // There is nobody to complain to in the midst of a line.
            guard let file = try? ContextFile(ProcessInfo.processInfo.environment) else { return [] }
            return file.contexts.keys.sorted()
        }
    }
}

/// Finds queues for somebody who is writing a command.
///
/// Whatever goes wrong, there are just no names: the line that is being written must not be disturbed.
struct QueueCompletion {
    /// The command line so far.
    private let words: [String]

    private static let limit = Duration.milliseconds(300)

    init(_ words: [String]) { self.words = words }

    func names(beginningWith prefix: String) async -> [String] {
        let environment = ProcessInfo.processInfo.environment
        guard let contexts = try? ContextFile(environment),
            let choice = try? EndpointChoice(options, environment: environment, contexts: contexts)
        else { return [] }
        return await withTaskGroup(of: [String].self) { group in
            group.addTask { (try? await Self.ask(choice)) ?? [] }
            group.addTask {
                // Cut short when the names are there.
                try? await Task.sleep(for: Self.limit)
                return []
            }
            let names = await group.next() ?? []
            group.cancelAll()
            return names.filter { $0.hasPrefix(prefix) }
        }
    }

    private static func ask(_ choice: EndpointChoice) async throws -> [String] {
        let transport = AdminTransport(timeout: limit)
        let names: [String]
        do {
            let endpoint = try await choice.resolved(over: transport)
            let client = AdminClient(
                transport,
                at: endpoint.address,
                token: endpoint.token,
                tenancy: endpoint.tenancy
            )
            names = try await client.queues().queues.map(\.queueName)
        } catch {
            try await transport.close()
            throw error
        }
        try await transport.close()
        return names
    }

    /// What the line says about where the daemon is.
    private var options: GlobalOptions {
        var options = GlobalOptions()
        options.endpoint = value(of: "--endpoint", "-e")
        options.context = value(of: "--context", "-c")
        options.tokenFile = value(of: "--token-file")
        options.region = value(of: "--region")
        options.account = value(of: "--account")
        return options
    }

    private func value(of names: String...) -> String? {
        for (index, word) in words.enumerated() {
            if names.contains(word), index + 1 < words.count { return words[index + 1] }
            if let name = names.first(where: { $0.hasPrefix("--") && word.hasPrefix("\($0)=") }) {
                return String(word.dropFirst(name.count + 1))
            }
        }
        return nil
    }
}
