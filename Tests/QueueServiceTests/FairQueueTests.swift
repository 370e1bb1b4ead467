import QueueService
import QueueTesting
import SQSModel
import Testing

@Suite("Fair queues")
struct FairQueueTests {
    /// A queue in which a noisy tenant has forty messages in flight and ten that wait, ahead of quiet ones.
    private func noisyQueue() throws -> (ServiceTrial, url: String, handles: [String]) {
        let trial = try ServiceTrial(.sqlite)
        let url = try trial.queue("letters", ["VisibilityTimeout": "60"])
        for index in 0..<50 { try trial.send("noisy \(index)", to: url, group: "noisy") }
        var handles: [String] = []
        for _ in 0..<4 { handles += try trial.receive(url).map(\.receiptHandle) }
        try trial.advance(seconds: 1)
        for index in 0..<3 { try trial.send("quiet \(index)", to: url, group: "tenant-\(index)") }
        try trial.send("nobody's", to: url)
        return (trial, url, handles)
    }

    @Test
    func `FAIR-4: while a tenant is noisy, messages of quiet ones come before its own`() throws {
        let (trial, url, _) = try noisyQueue()
        let bodies = try trial.receive(url).map(\.body)
        #expect(Set(bodies[..<4]) == ["quiet 0", "quiet 1", "quiet 2", "nobody's"])
        #expect(bodies[4...] == (40..<46).map { "noisy \($0)" }[...])
    }

    @Test
    func `FAIR-1: the group comes back with its message`() throws {
        let (trial, url, _) = try noisyQueue()
        let message = try trial.receiveOne(url)
        #expect(message.attributes.contains(TextEntry("MessageGroupId", "tenant-0")))
    }

    @Test
    func `FAIR-5: a tenant whose backlog is gone is noisy no longer`() throws {
        let (trial, url, handles) = try noisyQueue()
        for handle in handles { try trial.call(ServiceTrial.deleting(handle, from: url)) }
        for message in try trial.receive(url) {
            try trial.call(ServiceTrial.deleting(message.receiptHandle, from: url))
        }
        for message in try trial.receive(url) {
            try trial.call(ServiceTrial.deleting(message.receiptHandle, from: url))
        }
        try trial.advance(seconds: 60)
        try trial.send("first", to: url, group: "noisy")
        try trial.advance(seconds: 1)
        try trial.send("second", to: url, group: "quiet")
        #expect(try trial.receive(url).map(\.body) == ["first", "second"])
    }
}
