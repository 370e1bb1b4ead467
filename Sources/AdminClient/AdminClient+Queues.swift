package import AdminAPI

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
        var request = AdminRequest(AdminPath.queues)
        request.add("pattern", pattern)
        request.add("allRegions", isEverywhere ? "true" : nil)
        request.add("after", after)
        request.add("limit", limit)
        return try await call(request)
    }

    /// All queues that match, page by page.
    package func allQueues(matching pattern: String? = nil, isEverywhere: Bool = false) async throws -> [QueueSummary] {
        var found: [QueueSummary] = []
        var after: String?
        repeat {
            let page = try await queues(matching: pattern, isEverywhere: isEverywhere, after: after)
            found += page.queues
            after = page.next
        } while after != nil
        return found
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
