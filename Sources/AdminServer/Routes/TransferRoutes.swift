internal import AdminAPI
internal import Hummingbird

/// What goes out of the daemon as a whole and comes back into it.
extension AdminRoutes {
    var transfer: [Route] {
        [
            Route(.get, AdminPath.export, query: ["definitions", "messages", "queue"]) { request in try export(request)
            },
            Route(.post, AdminPath.import, query: ["dryRun", "ignoreMissingDlq", "newIds"]) { request in
                try importing(request)
            },
            Route(.get, AdminPath.backup) { request in try await backup(request) },
        ]
    }
}
