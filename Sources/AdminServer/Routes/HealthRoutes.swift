internal import AdminAPI
internal import Hummingbird

/// For supervisors, who have no token.
extension AdminRoutes {
    var health: [Route] {
        [
            Route(.get, AdminPath.live, needsToken: false) { _ in try .json(HealthReport(status: "ok")) },
            Route(.get, AdminPath.ready, needsToken: false) { _ in try await readiness() },
            Route(.get, AdminPath.health, needsToken: false) { _ in try await readiness() },
        ]
    }

    private func readiness() async throws -> Response {
        let report = await sources.readiness.report()
        return try .json(report, status: report.status == "ok" ? .ok : .serviceUnavailable)
    }
}
