internal import NearestName

/// Reads queues as ElasticMQ's configuration declares them.
struct ElasticMQQueues {
    private(set) var notes: [Remark] = []
    private(set) var unknownKeys: [Remark] = []
    private(set) var mistakes: [Remark] = []
    private(set) var places: [String: Place] = [:]
    /// Names that get `.fifo` at their end.
    private let fifoNames: Set<String>

    private static let keys = [
        "defaultVisibilityTimeout", "delay", "receiveMessageWait", "deadLettersQueue", "fifo",
        "contentBasedDeduplication", "copyTo", "moveTo", "tags",
    ]

    init(fifoNames: Set<String>) { self.fifoNames = fifoNames }

    mutating func queue(_ member: FileValue.Member) -> DeclaredQueue? {
        let name = settled(member.key)
        guard isQueueName(name) else {
            mistakes.append(
                Remark(
                    member.place,
                    "'\(name)' cannot be the name of a queue; it has 1 to 80 letters, digits, hyphens and underscores."
                )
            )
            return nil
        }
        if name != member.key {
            notes.append(Remark(member.place, "\(member.key) is a FIFO queue and is called \(name)."))
        }
        guard places.updateValue(member.place, forKey: name) == nil else {
            mistakes.append(Remark(member.place, "\(name) is declared twice."))
            return nil
        }
        var queue = DeclaredQueue(name: name)
        queue.definition = definition(member.value, isFIFO: isFIFOName(name))
        return queue
    }

    /// Reads what stands between the braces of a queue; `isFIFO` is `nil` where queues of both kinds are meant.
    mutating func definition(_ value: FileValue, isFIFO: Bool?) -> QueueDefaults {
        var result = QueueDefaults()
        for member in value.members ?? [] {
            switch member.key {
            case "defaultVisibilityTimeout": read(.visibilityTimeout, member, into: &result)
            case "delay": read(.delay, member, into: &result)
            case "receiveMessageWait": read(.receiveWait, member, into: &result)
            case "contentBasedDeduplication" where isFIFO == true:
                result.attributes[.contentBasedDeduplication] = boolean(member)
            // Said of a standard queue, `false` is the only thing that it can be.
            case "contentBasedDeduplication", "fifo":
                if boolean(member) == "true", isFIFO != true {
                    notes.append(Remark(member.place, "\(member.key) is left out: names ending in .fifo decide it."))
                }
            case "deadLettersQueue": result.deadLetter = deadLetter(member)
            case "copyTo": result.copyTo = reference(member)
            case "moveTo": result.moveTo = reference(member)
            case "tags": result.tags = tags(member)
            default:
                unknownKeys.append(
                    Remark(
                        member.place,
                        "'\(member.key)' is no attribute that is known here\(hint(for: member.key, among: Self.keys))"
                    )
                )
            }
        }
        return result
    }

    private func settled(_ name: String) -> String {
        fifoNames.contains(name) && !isFIFOName(name) ? name + ".fifo" : name
    }

    private mutating func read(_ key: AttributeKey, _ member: FileValue.Member, into result: inout QueueDefaults) {
        let text = member.value.text ?? ""
        guard let milliseconds = milliseconds(hocon: text) else {
            mistakes.append(
                Remark(member.value.place, "\(member.key): '\(text)' is no time; give one such as 10 seconds.")
            )
            return
        }
        let seconds = Int((milliseconds / 1000).rounded(.up))
        guard let value = key.value(plain: String(seconds)) else {
            mistakes.append(
                Remark(member.value.place, "\(member.key): '\(text)' is not allowed; give \(key.allowed).")
            )
            return
        }
        if Double(seconds) * 1000 != milliseconds {
            notes.append(
                Remark(member.place, "\(member.key) = \(text) becomes \(seconds)s: times of SQS are whole seconds.")
            )
        }
        result.attributes[key] = value
    }

    private mutating func boolean(_ member: FileValue.Member) -> String? {
        switch member.value.text {
        case "true", "yes", "on": return "true"
        case "false", "no", "off": return "false"
        default:
            mistakes.append(Remark(member.value.place, "\(member.key): give true or false."))
            return nil
        }
    }

    private mutating func deadLetter(_ member: FileValue.Member) -> QueueDefaults.DeadLetter? {
        let keys = ["name", "maxReceiveCount"]
        for member in member.value.members ?? [] where !keys.contains(member.key) {
            unknownKeys.append(
                Remark(
                    member.place,
                    "'\(member.key)' is no key of deadLettersQueue\(hint(for: member.key, among: keys))"
                )
            )
        }
        guard let name = member.value.member("name")?.value.text.map(settled), isQueueName(name),
            let count = member.value.member("maxReceiveCount")?.value.text.flatMap({ Int($0) }),
            (1...1000).contains(count)
        else {
            mistakes.append(
                Remark(member.place, "\(member.key): give the name of a queue and a maxReceiveCount of 1 … 1000.")
            )
            return nil
        }
        return QueueDefaults.DeadLetter(queue: name, maxReceiveCount: count)
    }

    private mutating func reference(_ member: FileValue.Member) -> String? {
        guard let name = member.value.text.map(settled), isQueueName(name) else {
            mistakes.append(Remark(member.value.place, "\(member.key): give the name of a queue."))
            return nil
        }
        return name
    }

    private mutating func tags(_ member: FileValue.Member) -> [String: String] {
        var reader = QueueReader()
        defer { mistakes += reader.mistakes }
        return reader.tags(member)
    }
}

/// A time in milliseconds: a number with a unit, or without one milliseconds.
func milliseconds(hocon text: String) -> Double? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard digits.count <= 18, let count = Double(digits), count.isFinite, count <= 1e12 else { return nil }
    switch text.dropFirst(digits.count).drop(while: { $0 == " " || $0 == "\t" }) {
    case "", "ms", "milli", "millis", "millisecond", "milliseconds": return count
    case "ns", "nano", "nanos", "nanosecond", "nanoseconds": return count / 1e6
    case "us", "micro", "micros", "microsecond", "microseconds": return count / 1e3
    case "s", "second", "seconds": return count * 1e3
    case "m", "minute", "minutes": return count * 6e4
    case "h", "hour", "hours": return count * 3.6e6
    case "d", "day", "days": return count * 8.64e7
    default: return nil
    }
}
