import AdminClient
import Testing

@Suite("Names of queues")
struct QueueReferenceTests {
    @Test(
        arguments: [
            ("orders", "orders", nil, nil),
            ("http://localhost:9324/000000000000/orders", "orders", nil, "000000000000"),
            ("https://sqs.eu-west-1.amazonaws.com/123456789012/a.fifo", "a.fifo", nil, "123456789012"),
            ("arn:aws:sqs:eu-west-1:123456789012:orders", "orders", "eu-west-1", "123456789012"),
            ("arn:aws:sqs", "arn:aws:sqs", nil, nil),
        ] as [(String, String, String?, String?)]
    )
    func `W-12: a queue is named by name, URL or ARN`(text: String, name: String, region: String?, account: String?) {
        let queue = QueueReference(text)
        #expect(queue.name == name)
        #expect(queue.region == region)
        #expect(queue.account == account)
    }
}
