/// What browsers say of a request that a page has made, as far as the rules look at it.
package struct BrowserMarkers: Hashable, Sendable {
    /// `Origin`; `null` where there were several, of which none can be trusted.
    package var origin: String?
    /// `Sec-Fetch-Site`; of several, all with commas between them.
    package var fetchSite: String?
    /// Whether any link or image on any page could have made the request do what it does.
    package var isDoneByLink: Bool

    package init(origin: String? = nil, fetchSite: String? = nil, isDoneByLink: Bool = false) {
        self.origin = origin
        self.fetchSite = fetchSite
        self.isDoneByLink = isDoneByLink
    }
}

/// Which web pages may call: none, unless their origin is configured.
///
/// Any page that a developer visits can send requests to this machine. Browsers say so in `Origin`, `Sec-Fetch-*` and
/// `Referer`, and no page can leave all of these out; clients of AWS send none of them.
package struct OriginRules: Sendable {
    private let allowsAll: Bool
    private let origins: Set<String>

    package init(allowed: [String]) {
        allowsAll = allowed.contains("*")
        origins = Set(allowed.map { $0.lowercased() })
    }

    /// What a request's browser markers make of it.
    package enum Verdict: Equatable, Sendable {
        /// No page has sent this.
        case notFromPage
        /// A page has, and may; its origin goes into the answer.
        case allowed(origin: String)
        /// A page has, and may not.
        case refused(reason: String)
    }

    /// - Parameters:
    ///   - markers: what the browser says, if it is one.
    ///   - own: the server's own name as in `Host`, for servers whose own pages may call.
    /// - Returns: whether a page has made the request, and whether it may.
    package func judge(_ markers: BrowserMarkers, own: String? = nil) -> Verdict {
        if let origin = markers.origin {
            guard allowsAll || origins.contains(origin.lowercased()) || isOrigin(origin, of: own) else {
                return .refused(
                    reason: """
                        Calls from web pages of this origin are not allowed. If it is one of yours, start sqsd with \
                        --allowed-origins and the origin's name.
                        """
                )
            }
            return .allowed(origin: origin)
        }
        switch markers.fetchSite?.lowercased() {
        case nil, "none", "same-origin": break
        // Also a word that no browser says yet.
        default:
            return .refused(reason: "A page of another site has made this call in a browser, which is not allowed.")
        }
        if markers.isDoneByLink {
            return .refused(
                reason: "A browser has made this call by GET, as any link on any page could; that is not allowed."
            )
        }
        return .notFromPage
    }
}

/// Whether an origin, or the beginning of a page's address, is that of a server with this `Host`.
private func isOrigin(_ origin: String, of host: String?) -> Bool {
    guard let host = host?.lowercased() else { return false }
    return ["http://\(host)", "https://\(host)"].contains(origin.lowercased())
}
