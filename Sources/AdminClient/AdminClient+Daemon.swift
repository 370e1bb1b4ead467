package import AdminAPI
internal import Foundation

extension AdminClient {
    package func version() async throws -> VersionInfo { try await call(AdminRequest(AdminPath.version)) }

    package func status() async throws -> DaemonStatus { try await call(AdminRequest(AdminPath.status)) }

    /// Prometheus's text.
    package func metrics() async throws -> String {
        String(decoding: try await call(AdminRequest(AdminPath.metrics)), as: UTF8.self)
    }

    /// The description of the API, in YAML.
    package func openAPI() async throws -> String {
        String(decoding: try await call(AdminRequest(AdminPath.openAPI)), as: UTF8.self)
    }

    package func clients() async throws -> ClientList { try await call(AdminRequest(AdminPath.clients)) }

    package func moveTasks(of queue: QueueReference? = nil) async throws -> MoveTaskList {
        var request = AdminRequest(AdminPath.moveTasks)
        request.queue = queue
        request.add("queue", queue?.name)
        return try await call(request)
    }

    /// What happens from now on, in these queues and of these kinds; all where none is named.
    package func events(
        of queues: [QueueReference] = [],
        kinds: [LiveEvent.Kind] = []
    ) async throws -> AnswerValues<LiveEvent> {
        var request = AdminRequest(AdminPath.events)
        for queue in queues { request.add("queue", queue.name) }
        for kind in kinds { request.add("kind", kind.rawValue) }
        // A tenant's own queues only, where all that are named are that tenant's.
        request.queue = queues.first
        return try await values(request, form: .event)
    }

    /// The database as a file.
    package func backup() async throws -> AnswerBytes { try await open(AdminRequest(AdminPath.backup)) }
}
