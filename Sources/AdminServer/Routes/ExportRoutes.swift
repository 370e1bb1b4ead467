internal import AdminAPI
internal import Hummingbird
internal import NIOCore
internal import QueueService
internal import QueueStore
internal import SQSModel
import Foundation

/// Queues and messages as lines, page by page; nothing is touched by it.
///
/// All queues come before the first message: whoever reads it knows before it takes any whether they can be made.
extension AdminRoutes {
    func export(_ request: AdminRequest) throws -> Response {
        let queues = deadLetterQueuesFirst(try chosenQueues(request))
        let withDefinitions = try request.query.flag("definitions", otherwise: true)
        let withMessages = try request.query.flag("messages", otherwise: true)
        guard !request.wantsHeadOnly else { return .head(ContentType.lines) }
        let sources = sources
        return .stream(ContentType.lines, to: request) { outlet in
            let header = TransferHeader(exportedAt: Date(sources.clock.now), version: sources.version.version)
            try await outlet.write(ByteBuffer(line: TransferLine.header(header)))
            for queue in queues where withDefinitions {
                try await outlet.write(ByteBuffer(line: TransferLine.queue(TransferQueue(queue))))
            }
            var place = ExportPlace(queues: withMessages ? queues : [])
            while let queue = place.queue {
                try checkForEnd()
                let page = try await page(of: queue, after: place.after, sources.operating)
                try await write(page, of: queue, to: &outlet)
                place.go(to: page.next)
            }
        }
    }

    private func chosenQueues(_ request: AdminRequest) throws -> [QueueRecord] {
        let names = request.query.all("queue")
        guard !names.isEmpty else { return sources.operating.queues() }
        return try names.map { try request.queue($0, among: sources.operating) }
    }
}

/// How far an export has come.
private struct ExportPlace {
    private var queues: ArraySlice<QueueRecord>
    /// The last message that is out; `nil` at the beginning of a queue.
    private(set) var after: MessageSequence?

    init(queues: [QueueRecord]) { self.queues = queues[...] }

    /// `nil` at the end.
    var queue: QueueRecord? { queues.first }

    /// Goes on behind a message, or to the next queue.
    mutating func go(to next: MessageSequence?) {
        after = next
        if next == nil { queues.removeFirst() }
    }
}

/// - Returns: a page; an empty one where the queue was deleted meanwhile, and its messages with it.
private func page(
    of queue: QueueRecord,
    after: MessageSequence?,
    _ operating: any QueueOperating
) async throws -> MessagePage {
    var request = BrowseRequest()
    request.limit = PageRequest.limits.upperBound
    request.after = after
    do throws(SQSError) {
        return try await operating.messages(of: queue, request)
    } catch {
        guard error == .queueDoesNotExist else { throw error }
        return MessagePage()
    }
}

/// Bytes of lines that go out together; a reader who is slow keeps no more of them in memory than these.
private let writtenBytes = 64 * 1024

/// Writes the messages of a page, a line each.
@concurrent
private func write(_ page: MessagePage, of queue: QueueRecord, to outlet: inout Outlet) async throws {
    var lines = ByteBuffer()
    for message in page.messages {
        lines.writeImmutableBuffer(try ByteBuffer(line: TransferLine.message(TransferMessage(message, of: queue))))
        guard lines.readableBytes >= writtenBytes else { continue }
        try await outlet.write(lines)
        lines = ByteBuffer()
    }
    if lines.readableBytes > 0 { try await outlet.write(lines) }
}

/// Queues so that each stands behind the one that its dead letters go to, which has to be there before it.
func deadLetterQueuesFirst(_ queues: [QueueRecord]) -> [QueueRecord] {
    let byAddress = Dictionary(queues.map { ($0.address, $0) }) { first, _ in first }
    var seen: Set<QueueID> = []
    var ordered: [QueueRecord] = []
    for first in queues {
        var chain: [QueueRecord] = []
        var next: QueueRecord? = first
        while let queue = next {
            guard seen.insert(queue.id).inserted else { break }
            chain.append(queue)
            let target = queue.attributes.redrivePolicy.flatMap { QueueAddress(arn: $0.deadLetterTargetArn) }
            next = target.flatMap { byAddress[$0] }
        }
        ordered += chain.reversed()
    }
    return ordered
}
