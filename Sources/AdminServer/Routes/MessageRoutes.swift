internal import AdminAPI
internal import Hummingbird
internal import QueueService
internal import QueueStore
internal import SQSModel
import Foundation

/// Messages, one by one or in pages; looking at them touches nothing.
extension AdminRoutes {
    private static let messages = "\(AdminPath.queues)/{queue}/messages"
    private static let message = "\(messages)/{message}"

    private static let browsing = [
        "after", "body", "client", "from", "group", "limit", "match", "olderThan", "state",
    ]

    var messages: [Route] {
        [
            Route(.get, Self.messages, query: Self.browsing) { request in try await browse(request) },
            Route(.get, Self.message) { request in
                let (message, queue) = try await message(request)
                return try .json(MessageView(message, of: queue))
            },
            Route(.delete, Self.message) { request in
                try await delete(request)
                return Response(status: .noContent)
            },
            Route(.get, "\(Self.message)/why") { request in try .json(try await explanation(request).view) },
            Route(.post, "\(Self.message)/resend") { request in try .json(try await resend(request)) },
        ]
    }

    private func browse(_ request: AdminRequest) async throws -> Response {
        let queue = try request.queue(among: sources.operating)
        let query = request.query
        var browse = BrowseRequest()
        var selection = MessageSelection()
        let states = try query.choices("state", AdminAPI.MessageState.self)
        selection.states = states.isEmpty ? nil : states
        selection.messageGroupId = try query.text("group")
        selection.match = try query.text("match")
        selection.olderThanSeconds = try query.integer("olderThan", MessageFilter.ages)
        selection.client = try query.text("client")
        browse.filter = try MessageFilter(selection, at: sources.clock.now)
        browse.after = try query.number("after").map { MessageSequence($0) }
        browse.isNewestFirst = try query.choice("from", PageEnd.self) == .newest
        browse.limit = try query.integer("limit", PageRequest.limits) ?? browse.limit
        let body = try query.choice("body", BodyLength.self) ?? .full
        let (page, isLast) = try await page(of: queue, browse, for: request)
        let list = MessageList(
            messages: page.messages.map { MessageView($0, of: queue, body: body) },
            next: page.next?.number
        )
        var response = try Response.json(list)
        if isLast { response.headers[.connection] = "close" }
        return response
    }

    /// Looks for messages; where that can take long, only for as long as the client is there.
    ///
    /// - Returns: what was found, and whether this has to be the last answer on its connection: what the client sends next
    ///   was listened to for its hanging up.
    private func page(
        of queue: QueueRecord,
        _ browse: BrowseRequest,
        for request: AdminRequest
    ) async throws -> (page: MessagePage, isLast: Bool) {
        let operating = sources.operating
        guard browse.filter.match != nil else { return (try await operating.messages(of: queue, browse), false) }
        return (try await request.untilHangup { try await operating.messages(of: queue, browse) }, true)
    }

    /// From which end a queue is read.
    private enum PageEnd: String, CaseIterable { case oldest, newest }

    private func message(_ request: AdminRequest) async throws -> (PeekedMessage, QueueRecord) {
        let queue = try request.queue(among: sources.operating)
        let reference = try request.message()
        guard let message = try await sources.operating.message(reference, of: queue) else {
            throw request.noSuchMessage(in: queue)
        }
        return (message, queue)
    }

    private func delete(_ request: AdminRequest) async throws {
        let queue = try request.queue(among: sources.operating)
        var job = SelectionJob(.delete)
        job.filter.references = [try request.message()]
        job.takesInFlight = true
        let last = LastProgress()
        try await sources.operating.carryOut(job, on: queue) { last.put($0) }
        guard last.done > 0 else { throw request.noSuchMessage(in: queue) }
    }

    private func explanation(_ request: AdminRequest) async throws -> Explanation {
        let operating = sources.operating
        let (message, queue) = try await message(request)
        var explanation = Explanation(queue: queue, message: message)
        explanation.longPolls = operating.longPolls(at: queue)
        switch message.standing {
        case .inFlight: explanation.holder = operating.holder(of: message.message.sequence)
        case .blocked(let blocker):
            // It may have been deleted since; then nothing is said of it.
            if let found = try await operating.message(.number(blocker.sequence), of: queue) {
                explanation.blocker = (found, operating.holder(of: blocker.sequence))
            }
        case .visible, .delayed: break
        }
        return explanation
    }

    private func resend(_ request: AdminRequest) async throws -> NewMessageInfo {
        var request = request
        let queue = try request.queue(among: sources.operating)
        let reference = try request.message()
        // The largest message, which is larger than other bodies of this API.
        let edit = try await request.decode(MessageEdit.self, upTo: configuration.maximumLineBytes)
        var revision = MessageRevision()
        revision.body = edit.body
        revision.groupId = edit.messageGroupId
        revision.deduplicationId = edit.messageDeduplicationId
        revision.delaySeconds = edit.delaySeconds
        revision.keepsOriginal = edit.keepsOriginal ?? false
        revision.destination = try edit.destination.map { try request.queue($0, among: sources.operating) }
        if let attributes = edit.messageAttributes {
            revision.attributes = try attributes.sorted { $0.key < $1.key }.map { try $0.value.value(named: $0.key) }
        }
        guard let sent = try await sources.operating.resend(reference, of: queue, revision) else {
            throw request.noSuchMessage(in: queue)
        }
        return NewMessageInfo(messageId: sent.message.text, queueName: sent.queue.address.name.text)
    }
}

extension AdminRequest {
    /// The message that the path names.
    fileprivate func message() throws(AdminProblem) -> MessageReference {
        guard let reference = MessageReference(part("message")) else {
            throw AdminProblem(.badRequest, "'\(part("message"))' is neither a message id nor the number of a message.")
        }
        return reference
    }

    fileprivate func noSuchMessage(in queue: QueueRecord) -> AdminProblem {
        AdminProblem(
            .noSuchMessage,
            "There is no message \(part("message")) in \(queue.address.name).",
            hint: "It may have been deleted, or have expired, or be in another queue."
        )
    }
}
