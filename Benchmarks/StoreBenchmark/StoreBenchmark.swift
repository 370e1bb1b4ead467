import QueueStore
import QueueTesting
import SQLiteStore
import SQSModel

/// Prints what receiving ten messages and deleting them costs in queues of several shapes, and each as a multiple of the
/// nearly empty queue measured in the same run.
@main
struct StoreBenchmark {
    static func main() throws {
        let shapes: [Shape] = [
            Shape("standard, 1,000 messages", isFIFO: false, messages: 1_000, groups: 0),
            Shape("standard, 200,000 messages", isFIFO: false, messages: 200_000, groups: 0),
            Shape("standard, 200,000 messages of 1,000 groups", isFIFO: false, messages: 200_000, groups: 1_000),
            Shape("FIFO, 1,000 messages of one group", isFIFO: true, messages: 1_000, groups: 1),
            Shape("FIFO, 200,000 messages of one group", isFIFO: true, messages: 200_000, groups: 1),
            Shape("FIFO, 200,000 messages of 100,000 groups", isFIFO: true, messages: 200_000, groups: 100_000),
        ]
        var baselines: [Bool: Double] = [:]
        print("receive(10) + delete(10), microseconds a message:")
        print("median of \(Measurement.rounds) rounds, min, max, ratio to the nearly empty queue")
        for shape in shapes {
            let measurement = try Measurement(of: shape)
            let baseline = baselines[shape.isFIFO] ?? measurement.median
            baselines[shape.isFIFO] = baseline
            print(measurement.row(against: baseline))
        }
    }
}

/// A queue as it is when measuring begins.
struct Shape {
    let title: String
    let isFIFO: Bool
    let messages: Int
    /// 0 for messages without a group.
    let groups: Int

    init(_ title: String, isFIFO: Bool, messages: Int, groups: Int) {
        self.title = title
        self.isFIFO = isFIFO
        self.messages = messages
        self.groups = groups
    }
}

/// How long a receive and a delete take in a queue of some shape.
struct Measurement {
    static let rounds = 15
    /// Receives in a round; few enough that the shape stays what it is.
    private static let repetitions = 5

    let shape: Shape
    /// Microseconds a message, sorted.
    private let samples: [Double]

    var median: Double { samples[samples.count / 2] }

    init(of shape: Shape) throws {
        self.shape = shape
        var generator = SeededGenerator(seed: 1)
        let clock = ManualClock()
        let store = try SQLiteStore(.init(directory: "", durability: .memory), using: &generator)
        let queue = try Self.queue(shape, in: store, at: clock.now, &generator)
        clock.advance(by: .seconds(1))
        var samples: [Double] = []
        for _ in 0..<Self.rounds {
            let elapsed = try ContinuousClock().measure {
                for _ in 0..<Self.repetitions { try Self.consumeTen(from: queue, in: store, at: clock.now) }
            }
            let microseconds = Double(elapsed.components.attoseconds) / 1e12 + Double(elapsed.components.seconds) * 1e6
            samples.append(microseconds / Double(Self.repetitions * 10))
        }
        self.samples = samples.sorted()
    }

    private static func queue(
        _ shape: Shape,
        in store: SQLiteStore,
        at now: Instant,
        _ generator: inout SeededGenerator
    ) throws -> QueueID {
        let name = try QueueName(creating: shape.isFIFO ? "bench.fifo" : "bench", isFIFO: shape.isFIFO)
        let definition = QueueDefinition(
            address: QueueAddress(region: .default, account: .default, name: name),
            attributes: shape.isFIFO ? [TextEntry("FifoQueue", "true")] : [],
            tags: [],
            quietSeconds: 0
        )
        guard case .queue(let record) = try store.apply([.createQueue(definition)], at: now)[0] else {
            throw BenchmarkError.unexpectedOutcome
        }
        var sent = 0
        while sent < shape.messages {
            let count = min(1000, shape.messages - sent)
            let messages = (sent..<sent + count).map { message($0, of: shape, &generator) }
            _ = try store.apply([.send(SendCommand(queue: record.id, messages: messages))], at: now)
            sent += count
        }
        return record.id
    }

    private static func message(_ index: Int, of shape: Shape, _ generator: inout SeededGenerator) -> NewMessage {
        let body = String(repeating: "x", count: 300)
        var message = NewMessage(
            messageId: MessageId(using: &generator),
            body: body,
            md5OfBody: MD5Digest(of: body),
            senderId: "000000000000"
        )
        if shape.groups > 0 { message.groupId = FIFOIdentifier(stored: "group-\(index % shape.groups)") }
        if shape.isFIFO { message.deduplicationId = FIFOIdentifier(stored: "id-\(index)") }
        return message
    }

    private static func consumeTen(from queue: QueueID, in store: SQLiteStore, at now: Instant) throws {
        let receive = ReceiveCommand(queue: queue, limit: 10)
        guard case .received(let batch) = try store.apply([.receive(receive)], at: now)[0], batch.messages.count == 10
        else { throw BenchmarkError.unexpectedOutcome }
        _ = try store.apply([.delete(queue, batch.messages.map(\.handle))], at: now)
    }

    func row(against baseline: Double) -> String {
        let figures = [median, samples[0], samples[samples.count - 1]].map { number in
            String(Double(Int(number * 10)) / 10)
        }
        let ratio = Double(Int(median / baseline * 100)) / 100
        return "\(shape.title): \(figures.joined(separator: ", ")), \(ratio)"
    }
}

enum BenchmarkError: Error {
    case unexpectedOutcome
}
