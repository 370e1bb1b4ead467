import AdminServer
import PrometheusText
import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Testing

@Suite("What is counted of queues and the store")
struct ServiceMetricsTests {
    private let caller = Caller(endpoint: "http://localhost:9324")

    private func message(_ body: String) -> NewMessage {
        var generator = SeededGenerator(seed: 1)
        return NewMessage(
            messageId: MessageId(using: &generator),
            body: body,
            md5OfBody: MD5Digest(of: Array(body.utf8)),
            senderId: "x"
        )
    }

    private func record(_ message: NewMessage, isDuplicate: Bool = false) -> SentRecord {
        SentRecord(
            messageId: message.messageId,
            sequence: MessageSequence(1),
            visibleAt: ManualClock.start,
            isDuplicate: isDuplicate
        )
    }

    private func received(_ message: NewMessage, count: Int, at now: Instant) -> ReceivedMessage {
        let handle = ReceiptHandle(queue: QueueID(1), message: MessageSequence(1), receive: count, receivedAt: now)
        return ReceivedMessage(
            handle: handle,
            message: message,
            sentAt: ManualClock.start,
            firstReceivedAt: count == 1 ? now : ManualClock.start,
            count: count
        )
    }

    @Test func `A queue's counters are there from its creation, at nothing`() throws {
        let trial = MetricsTrial(queues: [try queue(1, "old")])
        trial.tell(.queueCreated(try queue(2, "new")))
        for name in ["old", "new"] {
            #expect(trial.lines.contains("sqsd_messages_sent_total{queue=\"\(name)\"} 0"))
            #expect(trial.lines.contains("sqsd_empty_receives_total{queue=\"\(name)\"} 0"))
        }
    }

    @Test func `What is sent is counted and measured, duplicates apart`() throws {
        let trial = MetricsTrial()
        let queue = try queue(1, "q.fifo")
        let messages = [message("abc"), message(String(repeating: "x", count: 300)), message("abc")]
        let records = [record(messages[0]), record(messages[1]), record(messages[2], isDuplicate: true)]
        trial.tell(.sent(queue, messages, records))
        #expect(trial.lines.contains("sqsd_messages_sent_total{queue=\"q.fifo\"} 2"))
        #expect(trial.lines.contains("sqsd_messages_deduplicated_total{queue=\"q.fifo\"} 1"))
        #expect(trial.lines.contains("sqsd_message_size_bytes_bucket{queue=\"q.fifo\",le=\"256\"} 1"))
        #expect(trial.lines.contains("sqsd_message_size_bytes_sum{queue=\"q.fifo\"} 303"))
        #expect(trial.lines.contains("sqsd_message_size_bytes_count{queue=\"q.fifo\"} 2"))
    }

    @Test func `Waiting is measured at the first receive, working at the delete`() throws {
        let trial = MetricsTrial()
        let queue = try queue(1, "q")
        let message = message("abc")
        trial.clock.advance(milliseconds: 1500)
        let first = received(message, count: 1, at: trial.clock.now)
        trial.tell(.received(queue, [first], by: caller))
        trial.clock.advance(milliseconds: 30_000)
        let second = received(message, count: 2, at: trial.clock.now)
        trial.tell(.received(queue, [second], by: caller))
        trial.clock.advance(milliseconds: 250)
        trial.tell(.deleted(queue, [second.handle]))
        #expect(trial.lines.contains("sqsd_messages_received_total{queue=\"q\"} 2"))
        #expect(trial.lines.contains("sqsd_messages_redelivered_total{queue=\"q\"} 1"))
        #expect(trial.lines.contains("sqsd_message_wait_seconds_sum{queue=\"q\"} 1.5"))
        #expect(trial.lines.contains("sqsd_message_wait_seconds_count{queue=\"q\"} 1"))
        #expect(trial.lines.contains("sqsd_message_process_seconds_sum{queue=\"q\"} 0.25"))
        #expect(trial.lines.contains("sqsd_messages_deleted_total{queue=\"q\"} 1"))
    }

    @Test func `A message from the future, by the clock of an earlier run, has not waited`() throws {
        let trial = MetricsTrial()
        let early = ManualClock.start.adding(seconds: -60)
        trial.tell(.received(try queue(1, "q"), [received(message("a"), count: 1, at: early)], by: caller))
        #expect(trial.lines.contains("sqsd_message_wait_seconds_sum{queue=\"q\"} 0"))
    }

    @Test func `All else that happens to messages is counted under the queue's name`() throws {
        let source = try queue(1, "source")
        let dead = try queue(2, "dead")
        let trial = MetricsTrial(queues: [source, dead])
        trial.tell(.receivedNothing(source, by: caller))
        trial.tell(.deadLettered(from: source, to: dead.id, count: 3))
        trial.tell(.redriven(from: dead.id, to: source.id, count: 2))
        trial.tell(.expired(dead.id, count: 4))
        trial.tell(.purged(source, count: 7))
        trial.tell(.restored(source, count: 5))
        trial.tell(.quarantined(source))
        trial.tell(.operated(source, .delete, [MessageSequence(1), MessageSequence(2)]))
        trial.tell(.operated(source, .release, [MessageSequence(3)]))
        let expected: Set = [
            "sqsd_empty_receives_total{queue=\"source\"} 1",
            "sqsd_messages_dead_lettered_total{dlq=\"dead\",queue=\"source\"} 3",
            "sqsd_messages_redriven_total{queue=\"dead\"} 2",
            "sqsd_messages_expired_total{queue=\"dead\"} 4",
            "sqsd_messages_purged_total{queue=\"source\"} 7",
            "sqsd_messages_restored_total{queue=\"source\"} 5",
            "sqsd_messages_quarantined_total{queue=\"source\"} 1",
            "sqsd_messages_deleted_total{queue=\"source\"} 2",
        ]
        #expect(expected.subtracting(trial.lines).isEmpty)
    }

    @Test func `Messages that are set aside are added to those that were set aside before`() throws {
        let trial = MetricsTrial(corruptMessages: 2)
        #expect(trial.lines.contains("sqsd_corrupt_messages 2"))
        trial.tell(.quarantined(try queue(1, "q")))
        #expect(trial.lines.contains("sqsd_corrupt_messages 3"))
    }

    @Test func `The size of a message is its body and the names, types and values of its attributes`() throws {
        let trial = MetricsTrial()
        var message = message("abc")
        message.attributes = MessageAttributes([
            MessageAttribute(name: "color", dataType: "String", value: .text("blue"))
        ])
        trial.tell(.sent(try queue(1, "q"), [message], [record(message)]))
        #expect(trial.lines.contains("sqsd_message_size_bytes_sum{queue=\"q\"} 18"))
    }

    @Test func `A queue of another region is called by its ARN`() throws {
        let trial = MetricsTrial(queues: [try queue(1, "q"), try queue(2, "q", region: "eu-west-1")])
        let arn = "arn:aws:sqs:eu-west-1:000000000000:q"
        trial.tell(.purged(try queue(2, "q", region: "eu-west-1"), count: 1))
        #expect(trial.lines.contains("sqsd_messages_purged_total{queue=\"\(arn)\"} 1"))
        #expect(trial.lines.contains("sqsd_messages_purged_total{queue=\"q\"} 0"))
    }

    @Test func `Queues beyond the limit are counted together, and a deleted queue's place is free`() throws {
        let queues = [try queue(1, "a"), try queue(2, "b"), try queue(3, "c"), try queue(4, "d")]
        let trial = MetricsTrial(queueLimit: 2, queues: queues)
        for queue in queues { trial.tell(.purged(queue, count: 1)) }
        #expect(trial.lines.contains("sqsd_messages_purged_total{queue=\"a\"} 1"))
        #expect(trial.lines.contains("sqsd_messages_purged_total{queue=\"_other\"} 2"))
        trial.tell(.queueDeleted(queues[0]))
        #expect(!trial.lines.contains { $0.contains("queue=\"a\"") })
        trial.tell(.queueCreated(try queue(5, "e")))
        trial.tell(.queueDeleted(queues[3]))
        #expect(trial.lines.contains("sqsd_messages_purged_total{queue=\"e\"} 0"))
        #expect(trial.lines.contains("sqsd_messages_purged_total{queue=\"_other\"} 2"))
    }

    @Test func `A queue that is made again begins at nothing`() throws {
        let trial = MetricsTrial()
        trial.tell(.purged(try queue(1, "q"), count: 1))
        trial.tell(.queueDeleted(try queue(1, "q")))
        trial.tell(.queueCreated(try queue(2, "q")))
        #expect(trial.lines.contains("sqsd_messages_purged_total{queue=\"q\"} 0"))
    }

    @Test func `Commits and failures of the store are counted, with how long and how many`() {
        let trial = MetricsTrial()
        trial.metrics.committed(commands: 3, in: .microseconds(1500))
        trial.metrics.committed(commands: 1, in: .milliseconds(30))
        trial.metrics.synced(in: .microseconds(700))
        trial.metrics.synced(in: .milliseconds(4))
        trial.metrics.failed(.full("no space"))
        trial.metrics.failed(.failed("read"))
        trial.metrics.failed(.failed("read", .corrupt))
        trial.metrics.failed(.failed("read", .corrupt))
        trial.metrics.callWasRefusedForSpace()
        let expected: Set = [
            "sqsd_store_commits_total 2", "sqsd_store_commit_seconds_sum 0.0315",
            "sqsd_store_commit_seconds_bucket{le=\"0.0025\"} 1", "sqsd_store_batch_size_sum 4",
            "sqsd_store_sync_seconds_sum 0.0047", "sqsd_store_sync_seconds_bucket{le=\"0.001\"} 1",
            "sqsd_store_sync_seconds_count 2",
            "sqsd_store_batch_size_bucket{le=\"1\"} 1", "sqsd_store_errors_total{kind=\"full\"} 1",
            "sqsd_store_errors_total{kind=\"io\"} 1", "sqsd_store_errors_total{kind=\"corrupt\"} 2",
            "sqsd_store_errors_total{kind=\"busy\"} 0", "sqsd_rejected_total{reason=\"disk\"} 1",
        ]
        #expect(expected.subtracting(trial.lines).isEmpty)
    }
}
