import AdminServer
import Foundation
import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Testing

@Suite("The page of metrics")
struct MetricsPageTests {
    @Test func `A queue's figures are those of its overview`() async throws {
        let trial = MetricsTrial(queues: [try queue(1, "q.fifo"), try queue(2, "idle")])
        var operating = StubOperator(records: [try queue(1, "q.fifo"), try queue(2, "idle")])
        operating.overviews[QueueID(1)] = QueueOverview(
            counts: MessageCounts(visible: 3, inFlight: 2, delayed: 1),
            bytes: 5120,
            oldestStoredAt: ManualClock.start,
            groups: 4,
            groupsHeldBack: 2
        )
        operating.overviews[QueueID(2)] = QueueOverview(counts: MessageCounts())
        trial.clock.advance(milliseconds: 90_500)
        let lines = Set(await trial.page(operating))
        let expected: Set = [
            "sqsd_queue_messages_visible{queue=\"q.fifo\"} 3", "sqsd_queue_messages_inflight{queue=\"q.fifo\"} 2",
            "sqsd_queue_messages_delayed{queue=\"q.fifo\"} 1", "sqsd_queue_messages_visible{queue=\"idle\"} 0",
            "sqsd_queue_oldest_message_age_seconds{queue=\"q.fifo\"} 90.5",
            "sqsd_queue_oldest_message_age_seconds{queue=\"idle\"} 0",
            "sqsd_queue_inflight_groups{queue=\"q.fifo\"} 2", "sqsd_queues 2",
            "sqsd_queue_bytes{queue=\"q.fifo\"} 5120", "sqsd_queue_bytes{queue=\"idle\"} 0",
        ]
        #expect(expected.subtracting(lines).isEmpty)
        #expect(!lines.contains { $0.hasPrefix("sqsd_queue_inflight_groups{queue=\"idle\"}") })
    }

    @Test func `Consumers are who received in the last five minutes, or waits`() async throws {
        let queues = [try queue(1, "a"), try queue(2, "b"), try queue(3, "c")]
        let trial = MetricsTrial(queues: queues)
        var operating = StubOperator(records: queues)
        for queue in queues { operating.overviews[queue.id] = QueueOverview(counts: MessageCounts()) }
        trial.clock.advance(milliseconds: 600_000)
        func client(_ port: Int, _ queues: Set<QueueID>, secondsAgo: Int) -> ClientRecord {
            ClientRecord(
                client: Client(address: "127.0.0.1:\(port)", userAgent: ""),
                queues: queues,
                received: 1,
                holds: 0,
                lastSeen: trial.clock.now.adding(seconds: -secondsAgo)
            )
        }
        operating.receivers = [
            client(1, [QueueID(1)], secondsAgo: 300), client(2, [QueueID(1), QueueID(2)], secondsAgo: 1),
            client(3, [QueueID(3)], secondsAgo: 301),
        ]
        operating.waiting = [QueueID(2): 5]
        let lines = Set(await trial.page(operating))
        #expect(lines.contains("sqsd_consumers{queue=\"a\"} 2"))
        #expect(lines.contains("sqsd_consumers{queue=\"b\"} 5"))
        #expect(lines.contains("sqsd_consumers{queue=\"c\"} 0"))
        #expect(lines.contains("sqsd_long_polls 5"))
    }

    @Test func `Dead-letter queues say whose they are, and others say nothing of it`() async throws {
        let queues = [
            try queue(1, "dead"), try queue(2, "a", deadLetters: "dead"), try queue(3, "b", deadLetters: "dead"),
        ]
        let trial = MetricsTrial(queues: queues)
        var operating = StubOperator(records: queues)
        for queue in queues { operating.overviews[queue.id] = QueueOverview(counts: MessageCounts()) }
        let lines = await trial.page(operating).filter { $0.hasPrefix("sqsd_queue_dead_letter_sources") }
        #expect(lines == ["sqsd_queue_dead_letter_sources{queue=\"dead\"} 2"])
    }

    @Test func `Queues beyond the limit, and those that are gone by now, have no figures`() async throws {
        let queues = [try queue(1, "a"), try queue(2, "b"), try queue(3, "c")]
        let trial = MetricsTrial(queueLimit: 2, queues: queues)
        var operating = StubOperator(records: queues)
        for queue in [queues[0], queues[2]] { operating.overviews[queue.id] = QueueOverview(counts: MessageCounts()) }
        let lines = await trial.page(operating).filter { $0.hasPrefix("sqsd_queue_messages_visible") }
        #expect(lines == ["sqsd_queue_messages_visible{queue=\"a\"} 0"])
    }

    @Test func `The daemon, its files, its disk and its process are on the page`() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data(count: 1234).write(to: directory.appending(path: "db"))
        let trial = MetricsTrial()
        let lines = await trial.page(StubOperator()) { daemon in
            daemon.dataDirectory = directory.path
            daemon.storeFiles = [
                .init(label: "db", path: directory.appending(path: "db").path),
                .init(label: "wal", path: directory.appending(path: "absent").path),
            ]
            daemon.connections = { [.init(state: "active", count: 2), .init(state: "idle", count: 5)] }
            daemon.isReady = { false }
            daemon.isDraining = { true }
        }
        for line in [
            "sqsd_store_bytes{file=\"db\"} 1234", "sqsd_connections{state=\"active\"} 2",
            "sqsd_connections{state=\"idle\"} 5", "sqsd_ready 0", "sqsd_draining 1",
            "sqsd_start_time_seconds 1700000000",
            "sqsd_build_info{sqlite=\"3.40\",swift=\"6.3\",version=\"1.2.3\"} 1",
        ] { #expect(lines.contains(line)) }
        #expect(!lines.contains { $0.contains("wal") })
        for name in [
            "sqsd_disk_free_bytes", "sqsd_disk_size_bytes", "process_resident_memory_bytes", "process_open_fds",
            "process_cpu_seconds_total", "process_virtual_memory_bytes", "process_max_fds", "process_threads",
        ] {
            let line = try #require(lines.first { $0.hasPrefix("\(name) ") })
            #expect(try #require(Double(line.dropFirst(name.count + 1))) > 0)
        }
    }

    @Test func `A page of a thousand queues is made in no time`() async throws {
        let queues = try (0..<1000).map { try queue(Int64($0), "queue-\($0)") }
        let trial = MetricsTrial(queues: queues)
        var operating = StubOperator(records: queues)
        for queue in queues { operating.overviews[queue.id] = QueueOverview(counts: MessageCounts(visible: 1)) }
        // In a release build less than a tenth of this; tests are not optimised and have company, now more, now less.
        var fastest = Duration.seconds(60)
        for _ in 0..<10 where fastest >= .seconds(2) {
            let start = ContinuousClock.now
            let lines = await trial.page(operating)
            fastest = min(fastest, ContinuousClock.now - start)
            #expect(lines.count > 14_000)
        }
        #expect(fastest < .seconds(2))
    }
}
