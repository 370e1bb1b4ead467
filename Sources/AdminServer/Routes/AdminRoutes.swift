internal import HTTPTypes

/// Everything that the admin API can do, one file per subject.
struct AdminRoutes: Sendable {
    let sources: AdminSources
    let configuration: AdminConfiguration

    var all: [Route] {
        health + daemon + queues + messages + selections + actions + events + transfer
    }
}
