import HTTPTypes
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import AdminServer

@Suite("Clients that ask before they send a body")
struct ContinueTests {
    private let channel = EmbeddedChannel(handler: ContinueHandler())

    private func receive(expecting: Bool) throws {
        var head = HTTPRequest(method: .post, scheme: "http", authority: "localhost", path: "/")
        if expecting { head.headerFields[.expect] = "100-Continue" }
        try channel.writeInbound(HTTPRequestPart.head(head))
    }

    private func answer() throws {
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }

    /// The statuses that went out since.
    private func statuses() throws -> [Int] {
        var statuses: [Int] = []
        while let part = try channel.readOutbound(as: HTTPResponsePart.self) {
            if case .head(let head) = part { statuses.append(head.status.code) }
        }
        return statuses
    }

    @Test("They are told to go on, each time")
    func asked() throws {
        for _ in 0..<2 {
            try receive(expecting: true)
            #expect(try statuses() == [100])
            try answer()
            #expect(try statuses() == [200])
        }
    }

    @Test("Nobody else is told, and nobody in the midst of another answer")
    func unasked() throws {
        try receive(expecting: false)
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        try receive(expecting: true)
        #expect(try statuses() == [200])
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        try answer()
        #expect(try statuses() == [200])
        try receive(expecting: true)
        #expect(try statuses() == [100])
    }
}
