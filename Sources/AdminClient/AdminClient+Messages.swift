package import AdminAPI

/// Which messages to look at, and how much of each.
package struct MessageQuery: Hashable, Sendable {
    package var states: [MessageState] = []
    package var group: String?
    package var match: String?
    package var olderThanSeconds: Int?
    package var client: String?
    package var isNewestFirst = false
    package var isExcerpt = false
    package var after: Int64?
    /// 1 … 1000.
    package var limit = 100

    package init() {}
}

extension AdminClient {
    /// A page of messages, which nobody notices.
    package func messages(of queue: QueueReference, _ query: MessageQuery) async throws -> MessageList {
        var request = AdminRequest(AdminPath.messages, of: queue)
        for state in query.states { request.add("state", state.rawValue) }
        request.add("group", query.group)
        request.add("match", query.match)
        request.add("olderThan", query.olderThanSeconds)
        request.add("client", query.client)
        request.add("from", query.isNewestFirst ? "newest" : "oldest")
        request.add("after", query.after)
        request.add("limit", query.limit)
        request.add("body", query.isExcerpt ? "excerpt" : "full")
        return try await call(request)
    }

    package func message(_ id: String, of queue: QueueReference) async throws -> MessageView {
        try await call(AdminRequest({ AdminPath.message(id, of: $0) }, of: queue))
    }

    package func delete(_ id: String, from queue: QueueReference) async throws {
        try await call(AdminRequest({ AdminPath.message(id, of: $0) }, of: queue, by: .delete))
    }

    package func why(_ id: String, of queue: QueueReference) async throws -> MessageExplanation {
        try await call(AdminRequest({ AdminPath.why(id, of: $0) }, of: queue))
    }

    package func resend(_ id: String, of queue: QueueReference, _ edit: MessageEdit) async throws -> NewMessageInfo {
        var request = AdminRequest({ AdminPath.resend(id, of: $0) }, of: queue, by: .post)
        try request.setBody(edit)
        return try await call(request)
    }

    /// Does something with the messages of a selection.
    ///
    /// `report` is told how far it has come; when it throws, the work ends there.
    ///
    /// - Returns: where it ended.
    /// - Throws: what the daemon says ended it early, too.
    package func carryOut(
        _ action: SelectionAction,
        on queue: QueueReference,
        _ selection: SelectionRequest,
        report: (SelectionProgress) throws -> Void
    ) async throws -> SelectionProgress {
        var request = AdminRequest({ AdminPath.selection(action, of: $0) }, of: queue, by: .post)
        try request.setBody(selection)
        let lines: AnswerValues<SelectionProgress> = try await values(request)
        var last: SelectionProgress?
        for try await progress in lines {
            try report(progress)
            if let problem = progress.problem { throw ClientFailure.refused(problem, status: 400, queue: queue) }
            last = progress
        }
        guard let last, last.isFinished else {
            throw ClientFailure.brokenOff(address: address, reason: "\(last?.done ?? 0) messages were done by then")
        }
        return last
    }
}
