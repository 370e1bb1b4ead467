internal import AdminAPI
internal import Hummingbird
internal import QueueService
internal import QueueStore
internal import SQSModel
import Foundation

/// Queues and their figures.
extension AdminRoutes {
    private static let queue = "\(AdminPath.queues)/{queue}"
    private static let page = ["after", "limit"]
    private static let listLimits = 1...1000

    var queues: [Route] {
        [
            Route(.get, AdminPath.queues, query: ["after", "allRegions", "limit", "pattern"]) { request in
                try .json(try await list(request))
            },
            Route(.get, Self.queue) { request in try .json(try await detail(request)) },
            Route(.get, "\(Self.queue)/activity", query: ["step"]) { request in try .json(try activity(request)) },
            Route(.get, "\(Self.queue)/groups", query: Self.page) { request in try .json(try await groups(request)) },
            Route(.get, "\(Self.queue)/holds", query: Self.page) { request in try .json(try await holds(request)) },
        ]
    }

    /// Queues of one region and account are in the order of their names, all queues in that of their ARNs.
    private func list(_ request: AdminRequest) async throws -> QueueList {
        let all = sources.operating.queues()
        let ofAllRegions = try request.query.flag("allRegions", otherwise: false)
        let (region, account) = (try request.region(), try request.account())
        let pattern = try request.query.text("pattern").map { NamePattern($0) }
        let after = try request.query.text("after") ?? ""
        let limit = try request.query.integer("limit", Self.listLimits) ?? Self.listLimits.upperBound
        var wanted: [(key: String, queue: QueueRecord)] = all.lazy.filter { queue in
            (ofAllRegions || queue.address.region == region && queue.address.account == account)
                && pattern?.matches(queue.address.name.text) ?? true
        }
        .map { (ofAllRegions ? $0.address.arn : $0.address.name.text, $0) }
        .filter { $0.key > after }
        // All of one tenant are in the order of their names already.
        if ofAllRegions { wanted.sort { $0.key < $1.key } }
        let page = wanted.prefix(limit)
        let deadLetterSources = DeadLetterSources(all)
        let overviews = try await sources.operating.overviews(of: page.map(\.queue))
        // One that was deleted just now is none of the list.
        let summaries = page.compactMap { _, queue in
            overviews[queue.id].map { summary(of: queue, $0, deadLetterSources) }
        }
        return QueueList(queues: summaries, next: wanted.count > page.count ? page.last?.key : nil)
    }

    private func summary(
        of queue: QueueRecord,
        _ overview: QueueOverview,
        _ deadLetterSources: DeadLetterSources
    ) -> QueueSummary {
        QueueSummary(
            queue,
            overview,
            activity: sources.operating.activity(of: queue),
            sources: deadLetterSources.names(for: queue),
            longPolls: sources.operating.longPolls(at: queue),
            now: sources.clock.now
        )
    }

    private func detail(_ request: AdminRequest) async throws -> QueueDetail {
        let queue = try request.queue(among: sources.operating)
        let overview = try await sources.operating.overview(of: queue)
        var attributes: [String: String] = [:]
        for name in QueueAttributeName.allCases {
            attributes[name.rawValue] = queue.text(of: name, counts: overview.counts)
        }
        return QueueDetail(
            summary: summary(of: queue, overview, DeadLetterSources(sources.operating.queues())),
            attributes: attributes,
            tags: queue.tags,
            groups: overview.groups,
            groupsHeldBack: overview.groupsHeldBack,
            totals: QueueTotals(sources.operating.activity(of: queue).totals)
        )
    }

    private enum StepLength: String, CaseIterable { case second, minute }

    private func activity(_ request: AdminRequest) throws -> QueueActivity {
        let queue = try request.queue(among: sources.operating)
        let step = try request.query.choice("step", StepLength.self) ?? .second
        let record = sources.operating.activity(of: queue)
        return QueueActivity(
            queueName: queue.address.name.text,
            stepSeconds: step == .second ? 1 : 60,
            steps: (step == .second ? record.seconds : record.minutes).map { ActivityStep($0) }
        )
    }

    private func groups(_ request: AdminRequest) async throws -> GroupList {
        let queue = try request.queue(among: sources.operating)
        let (records, next) = try await sources.operating.groups(
            of: queue,
            after: try request.query.text("after"),
            limit: try request.query.integer("limit", Self.listLimits) ?? 100
        )
        return GroupList(groups: records.map { GroupView($0, of: queue) }, next: next)
    }

    private func holds(_ request: AdminRequest) async throws -> HoldList {
        let queue = try request.queue(among: sources.operating)
        var browse = BrowseRequest()
        browse.filter.kinds = [.inFlight]
        browse.after = try request.query.number("after").map { MessageSequence($0) }
        browse.limit = try request.query.integer("limit", Self.listLimits) ?? 100
        let page = try await sources.operating.messages(of: queue, browse)
        return HoldList(
            holds: page.messages.compactMap { message in
                Hold(message, of: queue, holder: sources.operating.holder(of: message.message.sequence))
            },
            next: page.next?.number
        )
    }
}

/// A pattern of names: `*` for any characters, `?` for one.
struct NamePattern {
    private let pattern: [Character]

    init(_ text: String) { pattern = Array(text) }

    func matches(_ name: String) -> Bool {
        let name = Array(name)
        // The last asterisk, and where in the name what stands for it ends so far.
        var retry: (pattern: Int, name: Int)?
        var (at, position) = (0, 0)
        while position < name.count {
            if at < pattern.count, pattern[at] == "*" {
                retry = (at + 1, position)
                at += 1
            } else if at < pattern.count, pattern[at] == "?" || pattern[at] == name[position] {
                at += 1
                position += 1
            } else if let last = retry {
                retry = (last.pattern, last.name + 1)
                (at, position) = (last.pattern, last.name + 1)
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == "*" }
    }
}
