package import SQSModel

extension Caller {
    /// Reads who calls from what a request says of itself; signatures are not looked at (SIG-1).
    ///
    /// Nothing here fails: what the credentials do not say, or where there are none, is the default.
    ///
    /// - Parameters:
    ///   - authorization: the `Authorization` header.
    ///   - query: what stands behind the question mark, still percent-encoded; presigned calls carry their credentials
    ///     there, and very old ones their access key.
    ///   - endpoint: scheme, host and port under which queue URLs shall be given out.
    ///   - client: the program at the other end of the connection.
    ///   - home: whose queues are meant by callers that do not say.
    package init(
        authorization: String?,
        query: String,
        endpoint: String,
        client: Client = .unknown,
        home: CallerHome = CallerHome()
    ) {
        let credential = authorization.flatMap(credential(inHeader:)) ?? credential(inQuery: query)
        guard let credential else {
            self.init(region: home.region, account: home.account, endpoint: endpoint, client: client)
            return
        }
        let scope = CredentialScope(credential)
        self.init(
            region: home.region(named: scope.region),
            account: home.account(named: scope.account),
            endpoint: endpoint,
            client: client
        )
    }
}

/// The parts of `{access key}/{date}/{region}/{service}/aws4_request` that say who calls.
private struct CredentialScope {
    var account: AccountId?
    var region: Region?

    init(_ credential: Substring) {
        let parts = credential.split(separator: "/", omittingEmptySubsequences: false)
        account = parts.first.flatMap { AccountId($0) }
        if parts.count == 5 { region = Region(parts[2]) }
    }
}

/// What follows `Credential=`, up to the next comma or blank.
private func credential(inHeader header: String) -> Substring? {
    let bytes = header.utf8
    guard let start = end(of: "Credential=", in: bytes) else { return nil }
    let value = bytes[start...].prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: " ") }
    return Substring(value)
}

/// The value of `X-Amz-Credential`, or the legacy `AWSAccessKeyId`.
private func credential(inQuery query: String) -> Substring? {
    guard !query.isEmpty else { return nil }
    var legacy: Substring?
    for pair in query.split(separator: "&") {
        guard let equals = pair.firstIndex(of: "=") else { continue }
        let value = pair[pair.index(after: equals)...]
        switch pair[..<equals] {
        case "X-Amz-Credential": return decodingPercents(in: value)
        case "AWSAccessKeyId": legacy = value
        default: continue
        }
    }
    return legacy
}

/// Index behind the first occurrence of a name; its first letter must stand at most once in it.
private func end(of name: StaticString, in bytes: String.UTF8View) -> String.UTF8View.Index? {
    let count = name.utf8CodeUnitCount
    var matched = 0
    var index = bytes.startIndex
    while index < bytes.endIndex {
        let byte = bytes[index]
        index = bytes.index(after: index)
        if byte == name.utf8Start[matched] {
            matched += 1
            if matched == count { return index }
        } else {
            matched = byte == name.utf8Start[0] ? 1 : 0
        }
    }
    return nil
}

/// A text with each `%XX` replaced by its byte; a percent sign that begins none stays.
private func decodingPercents(in text: Substring) -> Substring {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
        let digits = rest.prefix(2)
        if byte == UInt8(ascii: "%"), digits.count == 2, let value = UInt8(String(Substring(digits)), radix: 16) {
            bytes.append(value)
            rest.removeFirst(2)
        } else {
            bytes.append(byte)
        }
    }
    return Substring(decoding: bytes, as: UTF8.self)
}
