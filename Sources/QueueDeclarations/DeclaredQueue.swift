/// A queue that a file or a flag wants to exist.
package struct DeclaredQueue: Hashable, Sendable {
    package var name: String
    /// `nil`: the one that the daemon has for declared queues.
    package var region: String?
    package var account: String?
    package var definition = QueueDefaults()

    package init(name: String) { self.name = name }

    package var isFIFO: Bool { isFIFOName(name) }
}

/// What queues are declared with; what is not given is left as it is.
package struct QueueDefaults: Hashable, Sendable {
    /// Values in SQS's spelling.
    package var attributes: [AttributeKey: String] = [:]
    package var deadLetter: DeadLetter?
    package var redriveAllow: RedriveAllow?
    package var tags: [String: String] = [:]
    /// Name of a queue that gets a copy of each message.
    package var copyTo: String?
    /// Name of the queue that gets the messages instead of this one.
    package var moveTo: String?

    package init() {}

    /// Where messages go that were received too often.
    package struct DeadLetter: Hashable, Sendable {
        /// A queue's name, or its ARN.
        package let queue: String
        /// 1 … 1000.
        package let maxReceiveCount: Int

        package init(queue: String, maxReceiveCount: Int) {
            self.queue = queue
            self.maxReceiveCount = maxReceiveCount
        }

        /// The name, of an ARN its last part.
        package var queueName: String { queue.split(separator: ":").last.map(String.init) ?? queue }
    }

    /// Who may name the queue as dead-letter queue.
    package enum RedriveAllow: Hashable, Sendable {
        case all, deny
        /// Names or ARNs, 1 … 10.
        case only([String])
    }
}

extension QueueDefaults {
    /// The attributes in SQS's spelling, sorted by name; names of queues become ARNs.
    package func attributes(region: String, account: String) -> [(name: String, value: String)] {
        func arn(_ queue: String) -> String {
            queue.hasPrefix("arn:") ? queue : "arn:aws:sqs:\(region):\(account):\(queue)"
        }
        var entries = attributes.map { (name: $0.key.awsName, value: $0.value) }
        if let deadLetter {
            let target = "\"deadLetterTargetArn\":\(jsonText(arn(deadLetter.queue)))"
            entries.append(("RedrivePolicy", "{\(target),\"maxReceiveCount\":\(deadLetter.maxReceiveCount)}"))
        }
        switch redriveAllow {
        case .all: entries.append(("RedriveAllowPolicy", #"{"redrivePermission":"allowAll"}"#))
        case .deny: entries.append(("RedriveAllowPolicy", #"{"redrivePermission":"denyAll"}"#))
        case .only(let queues):
            let arns = queues.map { jsonText(arn($0)) }.joined(separator: ",")
            entries.append(("RedriveAllowPolicy", "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\(arns)]}"))
        case nil: break
        }
        return entries.sorted { $0.name < $1.name }
    }
}

/// Queues that shall exist, and what queues get that callers use without making them.
package struct QueueDeclarations: Hashable, Sendable {
    package var queues: [DeclaredQueue] = []
    package var template = QueueDefaults()

    package init() {}
}

/// Whether a name is that of a FIFO queue.
package func isFIFOName(_ name: String) -> Bool { name.hasSuffix(".fifo") }

/// Whether a queue can be called so: 1 … 80 of `[A-Za-z0-9_-]`, `.fifo` at the end included.
func isQueueName(_ name: String) -> Bool {
    let stem = isFIFOName(name) ? name.dropLast(5) : name[...]
    return name.utf8.count <= 80 && !stem.isEmpty && stem.utf8.allSatisfy(isWordByte)
}

func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
    default: false
    }
}
