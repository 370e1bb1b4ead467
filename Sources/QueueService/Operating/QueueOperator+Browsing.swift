package import QueueStore
package import SQSModel

/// Looking at messages.
extension QueueOperator {
    /// Rows that are looked at for one answer, so that it comes in a second or so, however rare what is wanted is.
    private static let rowsPerAnswer = 100_000
    /// What reading a page costs at least, in rows: with large bodies a page has few.
    private static let rowsPerPage = 1000

    package func messages(of queue: QueueRecord, _ request: BrowseRequest) async throws(SQSError) -> MessagePage {
        let limit = min(max(request.limit, PageRequest.limits.lowerBound), PageRequest.limits.upperBound)
        let scan = MessageScan(queue, request.filter, isNewestFirst: request.isNewestFirst, by: self)
        var found: [PeekedMessage] = []
        var bytes = 0
        var after = request.after
        var rowsLeft = Self.rowsPerAnswer
        while true {
            let page = try await scan.page(after: after, limit: limit - found.count)
            // Of a page that was not looked through to its end not all is known that is wanted.
            guard !Task.isCancelled else { throw .unavailable("The search was given up.") }
            for (position, message) in page.messages.enumerated() {
                found.append(message)
                bytes += message.message.content.body.utf8.count
                guard found.count == limit || bytes >= PageRequest.byteLimit else { continue }
                let isLast = position == page.messages.count - 1
                return MessagePage(messages: found, next: isLast ? page.next : message.message.sequence)
            }
            rowsLeft -= max(page.rows, Self.rowsPerPage)
            guard let next = page.next, rowsLeft > 0 else {
                return MessagePage(messages: found, next: page.next)
            }
            after = next
        }
    }

    package func message(
        _ reference: MessageReference,
        of queue: QueueRecord
    ) async throws(SQSError) -> PeekedMessage? {
        switch reference {
        case .number(let number): return try await reading.message(number, of: queue.id)
        case .id(let id):
            var after: MessageSequence?
            repeat {
                let (message, next) = try await reading.search(id, in: queue.id, after: after)
                if let message { return message }
                guard !Task.isCancelled else { throw .unavailable("The search was given up.") }
                after = next
            } while after != nil
            return nil
        }
    }

    package func groups(
        of queue: QueueRecord,
        after: String?,
        limit: Int
    ) async throws(SQSError) -> (groups: [GroupRecord], next: String?) {
        let limit = min(max(limit, PageRequest.limits.lowerBound), PageRequest.limits.upperBound)
        return try await reading.groups(of: queue.id, after: after, limit: limit)
    }
}
