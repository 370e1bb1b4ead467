import AdminAPI
import Foundation
import Testing

@Suite("How the admin API spells its values")
struct AdminJSONTests {
    @Test("Keys begin with a capital, and times have milliseconds")
    func keysAndTimes() throws {
        var event = LiveEvent(.queueCreated, at: Date(timeIntervalSince1970: 1.5))
        event.queueName = "q"
        let text = String(decoding: try AdminJSON.encoder().encode(event), as: UTF8.self)
        #expect(text == #"{"At":"1970-01-01T00:00:01.500Z","Kind":"queue-created","QueueName":"q"}"#)
        #expect(try AdminJSON.decoder().decode(LiveEvent.self, from: Data(text.utf8)) == event)
    }

    @Test("Names that callers have chosen stay as they are")
    func dictionaries() throws {
        let queue = TransferQueue(
            queueName: "q",
            region: "us-east-1",
            account: "000000000000",
            attributes: ["DelaySeconds": "1"],
            tags: ["team": "shop", "Team": "Shop"]
        )
        let line = TransferLine.queue(queue)
        let data = try AdminJSON.encoder().encode(line)
        #expect(String(decoding: data, as: UTF8.self).contains(#""Tags":{"Team":"Shop","team":"shop"}"#))
        #expect(try AdminJSON.decoder().decode(TransferLine.self, from: data) == line)
    }

    @Test(
        "A time far from any is written as some text, or read as none, without harm",
        arguments: [-1e300, -9.3e15, -62_135_596_800.001, 253_402_300_800, 9.3e15, 1e300]
    )
    func farTimes(seconds: Double) {
        let text = AdminJSON.text(Date(timeIntervalSince1970: seconds))
        #expect(!text.isEmpty)
        if let read = AdminJSON.date(text) { #expect(read.timeIntervalSince1970.isFinite) }
    }

    @Test(
        "A time keeps its milliseconds on the way there and back",
        arguments: [1, 567, 1_795_270_597_001, 1_795_270_597_999]
    )
    func milliseconds(count: Int64) throws {
        let date = Date(timeIntervalSince1970: Double(count) / 1000)
        let read = try #require(AdminJSON.date(AdminJSON.text(date)))
        #expect(Int64((read.timeIntervalSince1970 * 1000).rounded()) == count)
    }
}
