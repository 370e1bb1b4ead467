import QueueDeclarations

/// A configuration with all that its sources said besides.
struct LoadedConfiguration: Sendable {
    var configuration = SqsdConfiguration()
    /// Where each setting comes from that is not at its default.
    var origins: [SettingKey: String] = [:]
    /// Queues of the file and of `queue`, which wins where both have one.
    var declarations = QueueDeclarations()
    /// To be logged once: what the file asked for and got in another way or not at all.
    var notes: [String] = []

    /// Adds the queues of the setting `queue`.
    ///
    /// - Throws: `ConfigurationProblem` with all that is wrong with them.
    mutating func declareQueues() throws(ConfigurationProblem) {
        var mistakes: [String] = []
        var names: Set<String> = []
        let origin = origins[.queue] ?? ""
        for text in configuration.queues {
            let parsed = DeclaredQueue.parse(text, source: "queue '\(text)' from \(origin)")
            mistakes += parsed.mistakes.map(\.description)
            guard let queue = parsed.queue else { continue }
            if !names.insert(queue.name).inserted {
                mistakes.append("queue '\(text)' from \(origin): \(queue.name) is declared twice.")
            }
            declarations.queues.removeAll { $0.name == queue.name }
            declarations.queues.append(queue)
        }
        mistakes += declarations.mistakes(among: names, source: origin)
        guard mistakes.isEmpty else { throw ConfigurationProblem(mistakes: mistakes) }
    }
}
