import QueueDeclarations
import QueueStore
import SQSModel

/// What has to be done so that all declared queues exist as they are declared, in an order in which it can be done.
///
/// Made before anything is changed, so that declarations with mistakes change nothing.
struct DeclarationPlan: Equatable, Sendable {
    enum Step: Hashable, Sendable {
        case create(QueueAddress, attributes: [TextEntry], tags: [TextEntry])
        /// Attributes that differ, and tags that are missing or differ; either may be none.
        case change(QueueAddress, [Difference], tags: [TextEntry])
    }

    /// An attribute that is to get another value.
    struct Difference: Hashable, Sendable, CustomStringConvertible {
        let name: String
        let old: String?
        let new: String

        var description: String { "\(name): \(old ?? "none") → \(new)" }
    }

    private(set) var steps: [Step] = []
    /// Declared queues that are as they should be.
    private(set) var unchanged = 0

    /// - Parameters:
    ///   - declarations: the queues.
    ///   - region: of queues that name none.
    ///   - account: of queues that name none.
    ///   - record: what a queue is like now; `nil` where there is none.
    /// - Throws: `ConfigurationProblem` with all mistakes.
    init(
        _ declarations: QueueDeclarations,
        region: Region,
        account: AccountId,
        record: (QueueAddress) -> QueueRecord?
    ) throws(ConfigurationProblem) {
        var queues: [(queue: DeclaredQueue, address: QueueAddress)] = []
        for queue in declarations.inDependencyOrder {
            queues.append((queue, try queue.address(region: region, account: account)))
        }
        let declared = Set(queues.map(\.address))
        var mistakes: [String] = []
        for (queue, address) in queues {
            do throws(SQSError) {
                try plan(queue, address, queue.definition.entries(at: address), record(address))
            } catch {
                mistakes.append("The queue \(queue.name) cannot be as it is declared: \(error.message)")
                continue
            }
            for (use, name) in queue.references {
                let target = address.sibling(name)
                guard let target, !declared.contains(target), record(target) == nil else { continue }
                mistakes.append(
                    "The queue \(queue.name) has \(name) as its \(use), which is neither declared nor there."
                )
            }
        }
        guard mistakes.isEmpty else { throw ConfigurationProblem(mistakes: mistakes) }
    }

    private mutating func plan(
        _ queue: DeclaredQueue,
        _ address: QueueAddress,
        _ entries: [TextEntry],
        _ current: QueueRecord?
    ) throws(SQSError) {
        let isFIFO = address.name.isFIFO
        let present = current?.attributes ?? QueueAttributes(isFIFO: isFIFO)
        let wanted = try present.setting(entries)
        _ = try wanted.redrivePolicy?.target(of: address)
        let tags = queue.definition.tags.sorted { $0.key < $1.key }.map { TextEntry($0.key, $0.value) }
        guard let current else {
            let kind = isFIFO ? [TextEntry(QueueAttributeName.fifoQueue.rawValue, "true")] : []
            steps.append(.create(address, attributes: kind + entries, tags: tags))
            return
        }
        // Held against each other as the service would render them, whatever the spelling in the file.
        let differences = entries.compactMap { entry -> Difference? in
            guard let name = QueueAttributeName(rawValue: entry.name), let new = wanted.text(of: name) else {
                return nil
            }
            let old = present.text(of: name)
            return old == new ? nil : Difference(name: entry.name, old: old, new: new)
        }
        let missing = tags.filter { current.tags[$0.name] != $0.value }
        if differences.isEmpty, missing.isEmpty {
            unchanged += 1
        } else {
            steps.append(.change(address, differences, tags: missing))
        }
    }
}

extension DeclaredQueue {
    /// Its place among all queues.
    func address(region: Region, account: AccountId) throws(ConfigurationProblem) -> QueueAddress {
        let region = self.region.map { Region($0) } ?? region
        let account = self.account.map { AccountId($0) } ?? account
        guard let region, let account, let name = QueueName(name) else {
            throw ConfigurationProblem(mistakes: [
                "The queue \(name) has no region, no account, or not the name of a queue."
            ])
        }
        return QueueAddress(region: region, account: account, name: name)
    }

    /// Other queues that it needs, and as what.
    fileprivate var references: [(use: String, queue: String)] {
        let named = [
            (use: "dead-letter queue", queue: definition.deadLetter?.queue), (use: "copy-to", queue: definition.copyTo),
            (use: "move-to", queue: definition.moveTo),
        ]
        return named.compactMap { named in named.queue.map { (named.use, $0) } }
    }
}

extension QueueDefaults {
    fileprivate func entries(at address: QueueAddress) -> [TextEntry] {
        attributes(region: address.region.text, account: address.account.text).map { TextEntry($0.name, $0.value) }
    }
}

extension QueueAddress {
    /// The queue that a name means beside this one, or an ARN anywhere.
    func sibling(_ text: String) -> QueueAddress? {
        if text.hasPrefix("arn:") { return QueueAddress(arn: text) }
        return QueueName(text).map { QueueAddress(region: region, account: account, name: $0) }
    }
}
