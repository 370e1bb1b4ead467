import QueueStore
import SQSModel

/// A job on its way through a queue.
///
/// It looks at those messages that were there when it began, so that it ends also where it puts messages back into the
/// same queue. Pages are read and judged beside the writer; the writer gets one slice after the other, the next only when
/// the last is done, so that everybody else has his turn in between.
struct SelectionRun {
    /// Messages that one command takes at most.
    private static let slice = 100
    private static let page = 1000

    private typealias Selected = (number: MessageSequence, id: MessageId)

    private let job: SelectionJob
    private let queue: QueueRecord
    private let hands: QueueOperator
    private let scan: MessageScan
    private let sparesInFlight: Bool
    private var pace: JobPace
    private var progress = JobProgress()
    /// How many messages may still be done.
    private var left: Int

    init(_ job: SelectionJob, on queue: QueueRecord, by hands: QueueOperator) {
        self.job = job
        self.queue = queue
        self.hands = hands
        var filter = job.filter
        // Nothing changes for those that are not hidden.
        if case .release = job.action { filter.kinds.formIntersection([.inFlight, .delayed]) }
        scan = MessageScan(queue, filter, by: hands)
        sparesInFlight = !(job.reachesInFlight && scan.kinds.contains(.inFlight))
        pace = JobPace(perSecond: job.ratePerSecond, clock: hands.clock, sleep: hands.sleep)
        left = job.maximum ?? .max
    }

    mutating func carryOut(telling report: @Sendable (JobProgress) async throws -> Void) async throws {
        if let newest = try await hands.reading.page(of: queue.id, PageRequest(isNewestFirst: true, limit: 1)).messages
            .first
        {
            progress.total = try await total()
            try await go(upTo: newest.message.sequence, report)
        }
        progress.isFinished = true
        try await report(progress)
    }

    private func total() async throws(SQSError) -> Int {
        if let references = job.filter.references { return references.count }
        let counts = try await hands.overview(of: queue).counts
        return counts.visible + counts.inFlight + counts.delayed
    }

    private mutating func go(
        upTo last: MessageSequence,
        _ report: @Sendable (JobProgress) async throws -> Void
    ) async throws {
        var after: MessageSequence?
        repeat {
            try Task.checkCancellation()
            try checkDestination()
            let page = try await scan.page(after: after, limit: pageLimit)
            // Of a page that was not looked through to its end not all is known that is wanted.
            try Task.checkCancellation()
            progress.scanned += page.rows
            progress.total = max(progress.total, progress.scanned)
            let selected = select(page.messages.prefix { $0.message.sequence <= last })
            if !job.isDryRun { try await takeInHand(selected, report) }
            try await report(progress)
            after = page.next
        } while !isDone(at: after, last)
    }

    /// - Throws: Q-NONE once the queue is gone that messages go to: all the rest would be left where they are.
    private func checkDestination() throws(SQSError) {
        switch job.action {
        case .delete, .release, .requeue, .redrive: return
        case .move(let target), .copy(let target):
            guard hands.service.catalog.record(at: target.address)?.id == target.id else { throw .queueDoesNotExist }
        }
    }

    /// With a rate a page is as many messages as can be done in a second, unless they have to be looked for: what a page
    /// says grows old while its messages wait.
    private var pageLimit: Int { job.ratePerSecond.map { min(max($0, 10), Self.page) } ?? Self.page }

    private func isDone(at position: MessageSequence?, _ last: MessageSequence) -> Bool {
        guard let position, position < last, left > 0 else { return true }
        return job.filter.references.map { progress.matched >= $0.count } ?? false
    }

    /// Counts messages that meet the condition, and leaves out those that are not to be done.
    private mutating func select(_ messages: some Sequence<PeekedMessage>) -> [Selected] {
        var selected: [Selected] = []
        for peeked in messages where left > 0 {
            progress.matched += 1
            if sparesInFlight, peeked.standing.kind == .inFlight {
                progress.skipped += 1
            } else {
                left -= 1
                selected.append((peeked.message.sequence, peeked.message.content.messageId))
            }
        }
        return selected
    }

    private mutating func takeInHand(
        _ messages: [Selected],
        _ report: @Sendable (JobProgress) async throws -> Void
    ) async throws {
        var rest = messages[...]
        while !rest.isEmpty {
            let count = try await pace.take(upTo: min(rest.count, Self.slice))
            try Task.checkCancellation()
            try await operate(on: stillWanted(rest.prefix(count)))
            rest.removeFirst(count)
            try await report(progress)
        }
    }

    /// Those that the client still holds, where it matters: a message may have been received by another one meanwhile.
    private mutating func stillWanted(_ messages: ArraySlice<Selected>) -> [Selected] {
        guard let client = job.filter.client else { return Array(messages) }
        let held = messages.filter { hands.holder(of: $0.number)?.client.address == client }
        progress.skipped += messages.count - held.count
        return held
    }

    private mutating func operate(on messages: [Selected]) async throws(SQSError) {
        guard !messages.isEmpty else { return }
        let command = OperateCommand(
            queue: queue.id,
            messages: messages.map(\.number),
            deed: deed(for: messages.count),
            sparesInFlight: sparesInFlight
        )
        let ids = MessageIds(messages.map { ($0.number, $0.id) }) { first, _ in first }
        let outcomes = try await hands.operate(command, on: queue, ids)
        let done = outcomes.count { $0 == .done }
        progress.done += done
        progress.skipped += outcomes.count - done
    }

    private func deed(for count: Int) -> OperateCommand.Deed {
        switch job.action {
        case .delete: .delete
        case .release: .release
        case .requeue: .move(to: queue.id, newIds: hands.service.makeMessageIds(count))
        case .redrive: .move(to: nil, newIds: hands.service.makeMessageIds(count))
        case .move(let target): .move(to: target.id, newIds: hands.service.makeMessageIds(count))
        case .copy(let target): .copy(to: target.id, newIds: hands.service.makeMessageIds(count))
        }
    }
}

extension SelectionJob {
    /// Whether messages in flight are taken out of their holders' hands.
    fileprivate var reachesInFlight: Bool {
        switch action {
        case .release: true
        case .delete, .copy: takesInFlight
        case .requeue, .redrive, .move: false
        }
    }
}
