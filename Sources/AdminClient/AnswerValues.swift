internal import AdminAPI
internal import Foundation

/// Values that come line by line.
package struct AnswerValues<Value: Decodable & Sendable>: AsyncSequence {
    /// What a line holds.
    enum Form {
        /// The value itself.
        case line
        /// A field of a server-sent event; only those named `data` matter.
        case event
    }

    let client: AdminClient
    let lines: AnswerLines
    let form: Form

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let client: AdminClient
        fileprivate var lines: AnswerLines.Iterator
        fileprivate let form: Form

        @concurrent
        package mutating func next() async throws -> Value? {
            while let line = try await lines.next() {
                guard let text = value(in: line), !text.isEmpty else { continue }
                return try client.decoded(text)
            }
            return nil
        }

        private func value(in line: Data) -> Data? {
            switch form {
            case .line: return line
            case .event:
                guard line.starts(with: Array("data:".utf8)) else { return nil }
                return Data(line.dropFirst(5).drop { $0 == UInt8(ascii: " ") })
            }
        }
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(client: client, lines: lines.makeAsyncIterator(), form: form)
    }
}

extension AdminClient {
    func values<Value>(
        _ request: AdminRequest,
        form: AnswerValues<Value>.Form = .line
    ) async throws -> AnswerValues<Value> {
        AnswerValues(client: self, lines: try await open(request).lines, form: form)
    }
}
