package import AdminAPI
internal import Foundation

extension AdminClient {
    /// A page of the queues: those whose names match the pattern (with `*` and `?`), or all.
    ///
    /// `isEverywhere`: those of all regions and accounts.
    package func queues(
        matching pattern: String? = nil,
        isEverywhere: Bool = false,
        after: String? = nil,
        limit: Int = 1000
    ) async throws -> QueueList {
        try await call(Self.listing(matching: pattern, isEverywhere: isEverywhere, after: after, limit: limit))
    }

    /// All queues that match, page by page.
    package func allQueues(matching pattern: String? = nil, isEverywhere: Bool = false) async throws -> [QueueSummary] {
        let page = { @Sendable (after: String?) in
            Self.listing(matching: pattern, isEverywhere: isEverywhere, after: after, limit: 1000)
        }
        var found: [QueueSummary] = []
        var answer = try await call(page(nil))
        while true {
            // The daemon makes the next page while we read this one.
            let next = try decoded(answer, as: PageEnd.self).next
            async let following = call(next.map(page))
            found += try decoded(answer, as: QueueList.self).queues
            guard let further = try await following else { return found }
            answer = further
        }
    }

    private static func listing(
        matching pattern: String?,
        isEverywhere: Bool,
        after: String?,
        limit: Int
    ) -> AdminRequest {
        var request = AdminRequest(AdminPath.queues)
        request.add("pattern", pattern)
        request.add("allRegions", isEverywhere ? "true" : nil)
        request.add("after", after)
        request.add("limit", limit)
        return request
    }

    package func queue(_ queue: QueueReference) async throws -> QueueDetail {
        try await call(AdminRequest(AdminPath.queue, of: queue))
    }

    /// What happened in the last hour, by minutes, or in the last minute, by seconds.
    package func activity(of queue: QueueReference, bySeconds: Bool = false) async throws -> QueueActivity {
        var request = AdminRequest(AdminPath.activity, of: queue)
        request.add("step", bySeconds ? "second" : "minute")
        return try await call(request)
    }

    package func groups(of queue: QueueReference, after: String? = nil, limit: Int = 1000) async throws -> GroupList {
        var request = AdminRequest(AdminPath.groups, of: queue)
        request.add("after", after)
        request.add("limit", limit)
        return try await call(request)
    }

    package func holds(of queue: QueueReference, after: Int64? = nil, limit: Int = 1000) async throws -> HoldList {
        var request = AdminRequest(AdminPath.holds, of: queue)
        request.add("after", after)
        request.add("limit", limit)
        return try await call(request)
    }
}

/// The end of a page, which is found without reading all that is on it.
private struct PageEnd: Decodable {
    let next: String?
}

extension AdminClient {
    fileprivate func call(_ request: AdminRequest?) async throws -> Data? {
        guard let request else { return nil }
        return try await call(request) as Data
    }
}
