internal import AdminAPI
internal import BrowserRules
internal import HTTPTypes
internal import Hummingbird

/// The rules for coming in, judged by a request's head before anything of its body is read.
struct AdminDoor: Sendable {
    private let hostRules: HostRules
    /// No page of somebody else may call; those that the server gives out itself may.
    private let originRules = OriginRules(allowed: [])
    private let token: BearerToken?

    init(_ configuration: AdminConfiguration) {
        hostRules = HostRules(allowed: configuration.allowedHosts)
        token = configuration.token
    }

    /// - Throws: `AdminProblem`: bad request where there is no `Host` or more than one, misdirected, forbidden,
    ///   unauthorized or wrong content type, in this order.
    func admit(_ head: HTTPRequest, needsToken: Bool) throws(AdminProblem) {
        try checkHost(head)
        try checkOrigin(head)
        if needsToken { try checkToken(head) }
        try checkContentType(head)
    }

    private func checkHost(_ head: HTTPRequest) throws(AdminProblem) {
        guard head.headerFields[.host] == nil else {
            throw AdminProblem(.badRequest, "There is more than one Host.")
        }
        guard let host = head.authority else { throw AdminProblem(.badRequest, "Host is missing.") }
        guard let header = HostHeader(host), hostRules.allows(header) else {
            throw AdminProblem(
                .misdirected,
                "This server is not called by the name in Host.",
                hint: "If it is, start sqsd with --allowed-hosts and that name."
            )
        }
    }

    private func checkOrigin(_ head: HTTPRequest) throws(AdminProblem) {
        let fields = head.headerFields
        let origins = fields[values: .origin]
        let markers = BrowserMarkers(
            origin: origins.count > 1 ? "null" : origins.first,
            fetchSite: fields[.fetchSite],
            isDoneByLink: isFollowedFromElsewhere(head)
        )
        guard case .refused = originRules.judge(markers, own: head.authority) else { return }
        throw AdminProblem(.forbidden, "A page of another site has made this call in a browser, which is not allowed.")
    }

    /// Whether a browser that says nothing of sites has come from a page of somebody else.
    private func isFollowedFromElsewhere(_ head: HTTPRequest) -> Bool {
        let fields = head.headerFields
        guard fields[.fetchSite] == nil, let page = fields[.referer], let own = head.authority else { return false }
        let ownPages = ["http://\(own)/", "https://\(own)/"]
        return !ownPages.contains { page.lowercased().hasPrefix($0.lowercased()) }
    }

    private func checkToken(_ head: HTTPRequest) throws(AdminProblem) {
        guard let token, !token.isShown(in: head.headerFields[.authorization]) else { return }
        throw AdminProblem(
            .unauthorized,
            head.headerFields[.authorization] == nil
                ? "This server wants a token: Authorization: Bearer and the token."
                : "This is not the token that the server was started with.",
            hint: "Give sqsctl the one of sqsd's --admin-token-file or SQSD_ADMIN_TOKEN: --token-file, or SQSCTL_TOKEN."
        )
    }

    /// None of these can be sent by a page without asking first.
    private static let contentTypes: Set = [
        "application/json", "application/x-ndjson", "application/jsonl", "application/x-amz-json-1.0",
    ]

    private func checkContentType(_ head: HTTPRequest) throws(AdminProblem) {
        let fields = head.headerFields
        let hasBody = fields[.transferEncoding] != nil || (fields[.contentLength].flatMap { Int($0) } ?? 0) > 0
        guard head.method == .post || hasBody else { return }
        let type = (fields[.contentType] ?? "").prefix { $0 != ";" && $0 != " " && $0 != "\t" }.lowercased()
        guard Self.contentTypes.contains(type) else {
            throw AdminProblem(
                .wrongContentType,
                "A body comes as application/json, or as application/x-ndjson where it is lines, and its type is said."
            )
        }
    }
}

extension HTTPField.Name {
    fileprivate static let fetchSite = known("Sec-Fetch-Site")
    /// The first one is the authority of the request already.
    fileprivate static let host = known("Host")

    /// A name that is written in this program.
    static func known(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else {
            preconditionFailure("\(text) consists of characters that names of header fields have.")
        }
        return name
    }
}
