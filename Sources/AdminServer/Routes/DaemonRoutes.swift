internal import AdminAPI
internal import Hummingbird
internal import QueueService
internal import QueueStore
internal import SQSModel

/// The daemon as a whole.
extension AdminRoutes {
    var daemon: [Route] {
        [
            Route(.get, AdminPath.version) { _ in try .json(sources.version) },
            Route(.get, AdminPath.status) { _ in try .json(try await sources.status()) },
            Route(.get, AdminPath.metrics) { _ in
                .bytes(await sources.metrics(), "text/plain; version=0.0.4; charset=utf-8")
            },
            Route(.get, AdminPath.openAPI) { _ in .bytes(PackageResources.openapi_yaml, "application/yaml") },
            Route(.get, AdminPath.clients) { _ in try .json(clients()) },
            Route(.get, AdminPath.moveTasks, query: ["queue"]) { request in
                try .json(try await moveTasks(request))
            },
        ]
    }

    private func clients() -> ClientList {
        let names = Dictionary(sources.operating.queues().map { ($0.id, $0.address.name.text) }) { first, _ in first }
        return ClientList(clients: sources.operating.clients().map { ClientView($0, queueNames: names) })
    }

    private func moveTasks(_ request: AdminRequest) async throws -> MoveTaskList {
        let source = try request.query.text("queue").map { try request.queue($0, among: sources.operating) }
        return MoveTaskList(tasks: try await sources.operating.moveTasks(from: source).map { MoveTaskView($0) })
    }
}
