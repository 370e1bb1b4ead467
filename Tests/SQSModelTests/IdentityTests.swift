import SQSModel
import Testing

@Suite("Names, ARNs and URLs")
struct IdentityTests {
    private let caller = Caller(endpoint: "http://localhost:9324")

    @Test(arguments: [
        "q", "Q-1_z", "q.fifo", "-", String(repeating: "a", count: 80), String(repeating: "a", count: 75) + ".fifo",
    ])
    func `ID-1: a name`(text: String) throws {
        let name = try #require(QueueName(text))
        #expect(name.text == text)
        #expect(name.isFIFO == text.hasSuffix(".fifo"))
    }

    @Test(arguments: [
        "", ".fifo", "a.b", "q.FIFO", "q.fifo.fifo", "a b", "a/b", "é", "q\u{0}", String(repeating: "a", count: 81),
        String(repeating: "a", count: 76) + ".fifo", "q\n", "q\u{301}",
    ])
    func `ID-1: what is no name`(text: String) {
        #expect(QueueName(text) == nil)
    }

    @Test(arguments: [
        (name: nil, isFIFO: false, error: SQSError.missingQueueName), (nil, true, .missingQueueName),
        ("", false, .emptyQueueName), ("", true, .emptyQueueName), ("a b", false, .invalidQueueName),
        ("a b.fifo", true, .invalidFIFOQueueName), ("q", true, .invalidFIFOQueueName),
        ("q.fifo", false, .invalidQueueName),
        (String(repeating: "a", count: 81), false, .invalidQueueName),
    ])
    func `CQ-1: a name that cannot be created`(name: String?, isFIFO: Bool, error: SQSError) {
        #expect(throws: error) { try QueueName(creating: name, isFIFO: isFIFO) }
    }

    @Test func `CQ-1: a name and its type belong together`() throws {
        #expect(try QueueName(creating: "q", isFIFO: false).text == "q")
        #expect(try QueueName(creating: "q.fifo", isFIFO: true).text == "q.fifo")
    }

    @Test(arguments: [
        "http://localhost:9324/123456789012/q1", "https://sqs.us-east-1.amazonaws.com/123456789012/q1",
        "https://queue.amazonaws.com/123456789012/q1/", "/123456789012/q1", "123456789012/q1",
        "http://host/prefix/123456789012/q1", "http://h/123456789012/q1?x=/y#z", "http://h/123456789012/q1#/a/b",
    ])
    func `W-12: only the last two segments of a URL count`(url: String) throws {
        let address = try #require(QueueAddress(url: url, for: caller))
        #expect(address.account.text == "123456789012")
        #expect(address.name.text == "q1")
        #expect(address.region == .default)
    }

    @Test func `W-12: a bare name is a queue of the caller's own`() throws {
        let address = try #require(QueueAddress(url: "q1.fifo", for: caller))
        #expect(address == QueueAddress(url: "http://x/000000000000/q1.fifo", for: caller))
    }

    @Test(
        arguments: [
            "", "/", "/q1", "q 1", "http://localhost/q1", "http://localhost/12345678901/q1",
            "http://localhost/queue/q1",
            "http://localhost/123456789012/", "http://localhost/123456789012/q.1",
            "arn:aws:sqs:us-east-1:123456789012:q1",
        ]
    )
    func `W-12: what is no queue's URL`(url: String) {
        #expect(QueueAddress(url: url, for: caller) == nil)
    }

    @Test func `ID-2, ID-3: an address in its two spellings`() throws {
        let address = try #require(QueueAddress(arn: "arn:aws:sqs:eu-west-1:123456789012:q1.fifo"))
        #expect(address.arn == "arn:aws:sqs:eu-west-1:123456789012:q1.fifo")
        #expect(address.url(at: "http://localhost:9324") == "http://localhost:9324/123456789012/q1.fifo")
        #expect(address.region.text == "eu-west-1")
    }

    @Test(arguments: [
        "", "arn", "arn:aws:sqs:us-east-1:123456789012", "arn:aws:sns:us-east-1:123456789012:q",
        "aws:sqs:us-east-1:1:q:x",
        "arn:aws:sqs:us-east-1:123456789012:", "arn:aws:sqs::123456789012:q", "arn:aws:sqs:us-east-1::q",
        "arn::sqs:us-east-1:123456789012:q", "arn:aws:sqs:us-east-1:123456789012:a:b",
        "arn:a\"b:sqs:us-east-1:123456789012:q",
        "arn:aws:sqs:US:123456789012:q",
    ])
    func `ID-2: what is no queue's ARN`(arn: String) {
        #expect(QueueAddress(arn: arn) == nil)
    }

    @Test func `ID-4: a UUID is random, version 4, and can be read back`() throws {
        let id = UUIDv4(high: .max, low: .max)
        #expect(id.text == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(UUIDv4(high: 0, low: 0).text == "00000000-0000-4000-8000-000000000000")
        #expect(UUIDv4(id.text) == id)
        #expect(UUIDv4("0123abcd-4567-4890-89AB-cdef01234567")?.text == "0123abcd-4567-4890-89ab-cdef01234567")
        for text in ["", "00000000-0000-1000-8000-000000000000", "00000000-0000-4000-c000-000000000000", "x" + id.text]
        {
            #expect(UUIDv4(text) == nil)
        }
        #expect(UUIDv4("ffffffff+ffff-4fff-bfff-ffffffffffff") == nil)
        #expect(UUIDv4("gfffffff-ffff-4fff-bfff-ffffffffffff") == nil)
        var generator = SystemRandomNumberGenerator()
        let ids = (0..<1000).map { _ in UUIDv4(using: &generator) }
        #expect(Set(ids).count == 1000)
        #expect(ids.allSatisfy { UUIDv4($0.text) == $0 })
    }

    @Test func `ID-2: an account is twelve digits`() {
        #expect(AccountId("000000000000") == .default)
        for text in ["", "12345678901", "1234567890123", "12345678901x", "١٢٣٤٥٦٧٨٩٠١٢"] {
            #expect(AccountId(text) == nil)
        }
    }
}

@Suite("Checks of a batch as a whole")
struct BatchTests {
    private func check(_ ids: [String?]) throws(SQSError) -> [String] {
        let entries = ids.map { id in
            var entry = DeleteMessageBatch.Entry()
            entry.id = id
            return entry
        }
        return try entries.checkedIds(entryName: DeleteMessageBatch.entryName)
    }

    @Test func `BAT-1: ids come back in order`() throws {
        let ids = ["b", "A", "a", "-_9", String(repeating: "x", count: 80)]
        #expect(try check(ids) == ids)
        #expect(try check((1...10).map { "\($0)" }).count == 10)
    }

    @Test(arguments: [
        (ids: [], error: SQSError.emptyBatch("DeleteMessageBatchRequestEntry")),
        ((1...11).map { "\($0)" }, .tooManyEntries(11)),
        (["a", nil], .missingParameter("DeleteMessageBatchRequestEntry.2.Id")),
        (["a", ""], .invalidBatchEntryId), (["a b"], .invalidBatchEntryId), (["é"], .invalidBatchEntryId),
        ([String(repeating: "x", count: 81)], .invalidBatchEntryId), (["a", "b", "a"], .repeatedBatchEntryId("a")),
    ])
    func `BAT-1: a batch that fails as a whole`(ids: [String?], error: SQSError) {
        #expect(throws: error) { try check(ids) }
    }

    @Test func `BAT-1: of several faults the first in the rule's order is told`() {
        #expect(throws: SQSError.tooManyEntries(11)) { try check(Array(repeating: nil, count: 11)) }
        #expect(throws: SQSError.missingParameter("DeleteMessageBatchRequestEntry.3.Id")) {
            try check(["a b", "a b", nil])
        }
        #expect(throws: SQSError.invalidBatchEntryId) { try check(["a", "a", "a b"]) }
    }
}
