internal import AdminAPI
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import SQSModel
internal import SQSServer

/// What Hummingbird tells of a connection, as far as it is looked at.
struct Connection: InitializableFromSource {
    /// Address and port of the client's end; empty where there is none.
    let address: String

    init(source: ApplicationRequestContextSource) {
        address = source.channel.remoteAddress?.addressAndPort ?? ""
    }
}

/// The way of every request: find the route, judge the head, carry it out, put errors into words.
struct AdminResponder: HTTPResponder {
    typealias Context = Connection

    private let door: AdminDoor
    private let table: RouteTable
    private let home: CallerHome
    private let logger: Logger

    init(door: AdminDoor, table: RouteTable, home: CallerHome, logger: Logger) {
        self.door = door
        self.table = table
        self.home = home
        self.logger = logger
    }

    func respond(to request: Request, context: Connection) async throws -> Response {
        var response: Response
        do {
            response = try await answer(request, from: context)
        } catch {
            let cause = (error as? ConnectionUsedUp)?.cause ?? error
            if Failure(cause).isOurs { logger.error("admin request failed", metadata: ["error": "\(cause)"]) }
            response = try .problem(cause)
            if error is ConnectionUsedUp { response.headers[.connection] = "close" }
        }
        response.headers[.cacheControl] = "no-store"
        response.headers[.xContentTypeOptions] = "nosniff"
        logger.debug(
            "admin request",
            metadata: [
                "method": "\(request.method)", "path": "\(request.uri.path)", "status": "\(response.status.code)",
                "client": "\(context.address)",
            ]
        )
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// Whether a client of SQS has come to the wrong door: its calls name their action in a header, the query or a form.
    private func isForSQS(_ request: Request) -> Bool {
        request.headers.contains { $0.name.canonicalName == "x-amz-target" }
            || request.uri.queryParameters["Action"] != nil
            || request.method == .post && request.uri.path == "/"
    }

    private func answer(_ request: Request, from connection: Connection) async throws -> Response {
        let match = table.match(request.method, request.uri.path)
        var needsToken = true
        if case .found(let route, _) = match { needsToken = route.needsToken }
        // Whoever may not come in does not learn either which paths there are.
        try door.admit(request.head, needsToken: needsToken)
        switch match {
        case .unknownPath:
            guard !isForSQS(request) else {
                throw AdminProblem(
                    .noSuchPath,
                    """
                    This is the admin port of sqsd. The API of SQS is on its other port, 9324 where nothing else was \
                    said.
                    """,
                    hint: "`sqsctl endpoint` says where."
                )
            }
            throw AdminProblem(
                .noSuchPath,
                "There is nothing at this path.",
                hint: "\(AdminPath.openAPI) describes all that there is."
            )
        case .wrongMethod(let allowed):
            var response = try Response.problem(
                AdminProblem(.methodNotAllowed, "This path takes \(allowed.joined(separator: ", ")).")
            )
            response.headers[.allow] = allowed.joined(separator: ", ")
            return response
        case .found(let route, let parts):
            let query = try QueryParameters(request.uri.query ?? "")
            try query.check(among: route.query)
            let client = Client(address: connection.address, userAgent: request.headers[.userAgent] ?? "")
            let request = AdminRequest(http: request, path: parts, query: query, client: client, home: home)
            // Looked at in any case: what is wrong with them is told also where no queue is named.
            _ = (try request.region(), try request.account())
            return try await route.handle(request)
        }
    }
}
