internal import AsyncHTTPClient
package import Foundation
internal import NIOCore

/// The body of an answer, as it comes.
///
/// Iterators of the HTTP client belong to no isolation, so ours leave the caller's with them (`@concurrent`).
package struct AnswerBytes: AsyncSequence {
    private let body: HTTPClientResponse.Body
    private let address: String
    private let trace: (@Sendable (String) -> Void)?

    init(_ body: HTTPClientResponse.Body, from address: String, trace: (@Sendable (String) -> Void)?) {
        self.body = body
        self.address = address
        self.trace = trace
    }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate var body: HTTPClientResponse.Body.AsyncIterator
        fileprivate let address: String

        @concurrent
        package mutating func next() async throws -> Data? {
            do {
                return try await body.next().map { Data($0.readableBytesView) }
            } catch let error as CancellationError {
                throw error
            } catch {
                throw ClientFailure.brokenOff(address: address, reason: "the connection was cut")
            }
        }
    }

    package func makeAsyncIterator() -> Iterator { Iterator(body: body.makeAsyncIterator(), address: address) }

    /// The same, split at its line ends; lines do not contain them.
    var lines: AnswerLines { AnswerLines(bytes: self, trace: trace) }
}

/// The lines of an answer, as they come.
struct AnswerLines: AsyncSequence {
    fileprivate let bytes: AnswerBytes
    fileprivate let trace: (@Sendable (String) -> Void)?

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var bytes: AnswerBytes.Iterator
        fileprivate let trace: (@Sendable (String) -> Void)?
        private var gathered = Data()
        /// How much of `gathered` is known to have no line end.
        private var searched = 0
        private var isAtEnd = false

        fileprivate init(_ bytes: AnswerBytes.Iterator, trace: (@Sendable (String) -> Void)?) {
            self.bytes = bytes
            self.trace = trace
        }

        @concurrent
        mutating func next() async throws -> Data? {
            while true {
                if let line = takeLine() {
                    trace?("< \(String(decoding: line, as: UTF8.self))")
                    return line
                }
                guard !isAtEnd else { return nil }
                if let more = try await bytes.next() {
                    gathered.append(more)
                } else {
                    isAtEnd = true
                }
            }
        }

        private mutating func takeLine() -> Data? {
            let start = gathered.startIndex
            if let end = gathered[(start + searched)...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Data(gathered[start..<end])
                gathered = gathered[(end + 1)...]
                searched = 0
                return line
            }
            searched = gathered.count
            guard isAtEnd, !gathered.isEmpty else { return nil }
            defer { gathered = Data() }
            searched = 0
            return Data(gathered)
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(bytes.makeAsyncIterator(), trace: trace) }
}
