import AdminClient
import Foundation

/// A message that was sent.
struct SentMessage: Encodable, Equatable {
    let messageId: String
    let sequenceNumber: String?
}

extension Listing where Row == SentMessage {
    static var sentMessages: Listing {
        Listing(
            name: \.messageId,
            columns: [
                Column("MESSAGE ID") { .text($0.messageId) },
                Column("SEQUENCE NUMBER", isSparse: true) { .text($0.sequenceNumber) },
            ]
        )
    }
}

/// Sends messages to one queue, ten to a call.
struct Sender {
    let client: AdminClient
    let queue: QueueReference
    /// Messages per second at most.
    let rate: Int?

    private static let batchEntries = 10
    /// Bodies of a call together; their encoding takes more (BATCH-LEN counts 1 MiB).
    private static let batchBytes = 1_000_000

    func send(_ message: OutgoingMessage) async throws -> SentMessage {
        let sent = try await client.perform(SendMessage(message, to: queue))
        return SentMessage(messageId: sent.messageId, sequenceNumber: sent.sequenceNumber)
    }

    /// Sends many.
    ///
    /// - Parameters:
    ///   - next: gives one after the other, and `nil` at the end.
    ///   - report: told what was sent after each call.
    /// - Throws: the first failure; what was reported by then has been sent.
    func send(
        next: () throws -> OutgoingMessage?,
        report: ([SentMessage]) throws -> Void
    ) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        var sent = 0
        var batch: [OutgoingMessage] = []
        var bytes = 0
        let largest = rate.map { min($0, Self.batchEntries) } ?? Self.batchEntries
        func flush() async throws {
            guard !batch.isEmpty else { return }
            if let rate { try await clock.sleep(until: start + .seconds(Double(sent) / Double(rate))) }
            try report(try await call(batch))
            sent += batch.count
            batch = []
            bytes = 0
        }
        while let message = try next() {
            let size = message.messageBody.utf8.count
            if batch.count == largest || (!batch.isEmpty && bytes + size > Self.batchBytes) { try await flush() }
            batch.append(message)
            bytes += size
        }
        try await flush()
    }

    private func call(_ messages: [OutgoingMessage]) async throws -> [SentMessage] {
        let entries = messages.enumerated().map { index, message in
            var entry = message
            entry.id = "\(index)"
            return entry
        }
        let answer = try await client.perform(SendMessageBatch(entries, to: queue))
        if let failed = answer.failed?.first {
            throw Failure(
                failed.senderFault ? .data : .unavailable,
                failed.message ?? "A message was not sent.",
                code: failed.code
            )
        }
        // In the order in which they were given.
        return (answer.successful ?? []).sorted { (Int($0.id) ?? 0) < (Int($1.id) ?? 0) }
            .map { SentMessage(messageId: $0.messageId, sequenceNumber: $0.sequenceNumber) }
    }
}
