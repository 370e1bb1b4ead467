package import QueueStore
package import SQSModel

/// What operators do, in short.
extension StoreTrial {
    package func operate(
        _ deed: OperateCommand.Deed,
        on messages: [MessageSequence],
        of queue: QueueID,
        sparesInFlight: Bool = false
    ) throws -> OperatedBatch {
        let command = OperateCommand(queue: queue, messages: messages, deed: deed, sparesInFlight: sparesInFlight)
        let outcome = try apply(.operate(command))
        guard case .operated(let batch) = outcome else { throw Violation("operate answered \(outcome)") }
        try same(batch.outcomes.count, messages.count, "an outcome per message")
        return batch
    }

    package func move(
        _ messages: [MessageSequence],
        of queue: QueueID,
        to target: QueueID?,
        sparesInFlight: Bool = false
    ) throws -> OperatedBatch {
        let deed = OperateCommand.Deed.move(to: target, newIds: newIds(messages.count))
        return try operate(deed, on: messages, of: queue, sparesInFlight: sparesInFlight)
    }

    package func copy(_ messages: [MessageSequence], of queue: QueueID, to target: QueueID) throws -> OperatedBatch {
        try operate(.copy(to: target, newIds: newIds(messages.count)), on: messages, of: queue)
    }

    /// Ids that no message that is sent has.
    package func newIds(_ count: Int) -> [MessageId] { (0..<UInt64(count)).map { MessageId(high: 7, low: $0) } }

    package func restore(_ messages: [RestoredMessage], to queue: QueueID) throws -> [Instant] {
        let outcome = try apply(.restore(queue, messages))
        guard case .restored(let shown) = outcome else { throw Violation("restore answered \(outcome)") }
        try same(shown.count, messages.count, "a moment per message")
        return shown
    }

    /// The numbers of all messages of a queue, in their order.
    package func sequences(_ queue: QueueID) throws -> [MessageSequence] { try peek(queue).map(\.message.sequence) }

    /// An answer by command, and by a reader where there is one: both have to say the same.
    package func ask(_ inquiry: Inquiry, of queue: QueueID) throws -> Finding {
        let outcome = try apply(.inquire(queue, inquiry))
        guard case .found(let finding) = outcome else { throw Violation("inquire answered \(outcome)") }
        if let reader {
            let read = try reader.answer(inquiry, of: queue, at: clock.now)
            try same(read, finding, "a reader answers as the owner does")
        }
        return finding
    }

    package func overview(of queue: QueueID) throws -> QueueOverview {
        guard case .overview(let overview) = try ask(.overview, of: queue) else {
            throw Violation("an overview is answered with one")
        }
        return overview
    }

    /// All groups of a queue, in pages.
    package func groups(of queue: QueueID, limit: Int = 1000) throws -> [GroupRecord] {
        var all: [GroupRecord] = []
        var after: String?
        repeat {
            guard case .groups(let page, let next) = try ask(.groups(after: after, limit: limit), of: queue) else {
                throw Violation("groups are answered with groups")
            }
            guard page.count <= limit else { throw Violation("\(page.count) of at most \(limit)") }
            all += page
            after = next
        } while after != nil
        return all
    }

    /// Removes what is due.
    ///
    /// - Returns: how many messages of which queue have expired.
    @discardableResult
    package func keepHouse(limit: Int = 1000) throws -> [QueueID: Int] {
        try store.housekeep(at: clock.now, limit: limit)
    }
}
