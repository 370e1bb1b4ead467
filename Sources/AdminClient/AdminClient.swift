internal import AdminAPI
internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// The admin API of one daemon.
package struct AdminClient: Sendable {
    /// Scheme, host and port, without a slash at the end.
    package let address: String
    package let tenancy: Tenancy
    private let token: String?
    private let transport: AdminTransport

    package init(_ transport: AdminTransport, at address: String, token: String? = nil, tenancy: Tenancy = Tenancy()) {
        self.transport = transport
        self.address = address
        self.token = token
        self.tenancy = tenancy
    }

    /// Calls, and reads the answer as a value.
    func call<Answer: Decodable>(_ request: AdminRequest, as type: Answer.Type = Answer.self) async throws -> Answer {
        let body = try await call(request)
        return try decoded(body)
    }

    /// Calls, and gives the answer's body.
    @discardableResult
    func call(_ request: AdminRequest) async throws -> Data {
        let (head, body) = try await transport.collect(scoped(request), from: address, token: token)
        let data = Data(body.readableBytesView)
        guard 200..<300 ~= head.status.code else { throw failure(request, head.status, head.headers, data) }
        return data
    }

    /// Calls, and leaves the answer to be read as it comes.
    func open(_ request: AdminRequest) async throws -> AnswerBytes {
        let response = try await transport.stream(scoped(request), from: address, token: token)
        guard 200..<300 ~= response.status.code else {
            let body = try await naming(address) { try await response.body.collect(upTo: 1 << 20) }
            throw failure(request, response.status, response.headers, Data(body.readableBytesView))
        }
        return AnswerBytes(response.body, from: address, trace: transport.trace)
    }

    func decoded<Value: Decodable>(_ data: Data, as type: Value.Type = Value.self) throws -> Value {
        do {
            return try AdminJSON.decoder().decode(Value.self, from: data)
        } catch {
            throw ClientFailure.notThisAPI(address: address, reason: "an answer cannot be read as \(Value.self)")
        }
    }

    private func scoped(_ request: AdminRequest) -> AdminRequest {
        var request = request
        request.tenancy = tenancy
        return request
    }

    private func failure(
        _ request: AdminRequest,
        _ status: HTTPResponseStatus,
        _ headers: HTTPHeaders,
        _ body: Data
    ) -> ClientFailure {
        guard let problem = AdminProblem(status: status, headers: headers, body: body) else {
            return .notThisAPI(address: address, reason: "it answers \(request.path) with \(status)")
        }
        return .refused(problem, status: Int(status.code), queue: request.queue)
    }
}

extension AdminProblem {
    /// What an answer says went wrong: in the words of the admin API, or in those of AWS JSON 1.0.
    fileprivate init?(status: HTTPResponseStatus, headers: HTTPHeaders, body: Data) {
        let decoder = AdminJSON.decoder()
        if let problem = try? decoder.decode(AdminProblem.self, from: body) {
            self = problem
        } else if let trouble = try? decoder.decode(ActionTrouble.self, from: body) {
            // The older code is the one that people know (`AWS.SimpleQueueService.NonExistentQueue;Sender`).
            let known = headers.first(name: "x-amzn-query-error")?.prefix { $0 != ";" }
            let code = known ?? trouble.__type.suffix(while: { $0 != "#" })
            self.init(String(code), trouble.message ?? status.reasonPhrase)
        } else {
            return nil
        }
    }
}

/// The body of an error of one of the 23 actions.
private struct ActionTrouble: Decodable {
    let __type: String
    let message: String?
}

extension String {
    fileprivate func suffix(while isWanted: (Character) -> Bool) -> Substring {
        guard let last = lastIndex(where: { !isWanted($0) }) else { return self[...] }
        return self[index(after: last)...]
    }
}
