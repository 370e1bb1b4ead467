internal import NearestName

/// Reads queues as our own files and flags declare them, and collects what is wrong with them.
struct QueueReader {
    private(set) var mistakes: [Remark] = []

    private static let structured = ["fifo", "dead-letter", "redrive-allow", "tags", "copy-to", "move-to"]
    private static let aliases = [
        "FifoQueue": "fifo", "RedrivePolicy": "dead-letter", "RedriveAllowPolicy": "redrive-allow", "Tags": "tags",
    ]

    /// - Returns: `nil` where the name is none of a queue.
    mutating func queue(_ name: String, at place: Place, _ value: FileValue) -> DeclaredQueue? {
        guard isQueueName(name) else {
            mistakes.append(
                Remark(
                    place,
                    """
                    '\(name)' cannot be the name of a queue; give 1 to 80 letters, digits, hyphens and underscores, for \
                    a FIFO queue with .fifo at the end.
                    """
                )
            )
            return nil
        }
        var queue = DeclaredQueue(name: name)
        let keys = value.members?.filter { !["region", "account"].contains($0.key) } ?? []
        queue.region = text(value.member("region"), "a region such as us-east-1", isRegion)
        queue.account = text(value.member("account"), "twelve digits, in quotes", isAccount)
        guard value.isNothing || value.members != nil else {
            mistakes.append(Remark(value.place, "\(name) holds no attributes; give them as keys, or nothing."))
            return queue
        }
        queue.definition = definition(keys, isFIFO: isFIFOName(name), extraKeys: ["region", "account"])
        return queue
    }

    /// Reads attributes, tags and what else queues are declared with.
    ///
    /// - Parameters:
    ///   - members: keys with their values.
    ///   - isFIFO: `nil` where queues of both kinds are meant.
    ///   - extraKeys: keys that could have been meant too.
    /// - Returns: what is in order.
    mutating func definition(
        _ members: [FileValue.Member],
        isFIFO: Bool?,
        extraKeys: [String] = []
    ) -> QueueDefaults {
        var result = QueueDefaults()
        var seen: Set<String> = []
        for member in members {
            let key = AttributeKey(spelled: member.key)
            let name = key?.rawValue ?? Self.aliases[member.key] ?? member.key
            guard seen.insert(name).inserted else {
                mistakes.append(Remark(member.place, "\(name) is given twice, as \(member.key) too."))
                continue
            }
            if let key {
                read(key, member, isFIFO: isFIFO, into: &result)
            } else if Self.structured.contains(name) {
                read(name, member, isFIFO: isFIFO, into: &result)
            } else {
                let aws = AttributeKey.allCases.map(\.awsName) + Self.aliases.keys.sorted()
                let known = AttributeKey.allCases.map(\.rawValue) + Self.structured + extraKeys + aws
                mistakes.append(
                    Remark(
                        member.place,
                        "'\(member.key)' is no attribute of a queue\(hint(for: member.key, among: known))"
                    )
                )
            }
        }
        return result
    }

    private mutating func read(
        _ key: AttributeKey,
        _ member: FileValue.Member,
        isFIFO: Bool?,
        into result: inout QueueDefaults
    ) {
        if key.isFIFOOnly, isFIFO == false {
            mistakes.append(Remark(member.place, "\(member.key) is for FIFO queues, whose names end in .fifo."))
            return
        }
        var given = member.value.text
        if key.kind == .json, member.value.members != nil { given = member.value.json }
        guard let given, let value = key.value(plain: given) else {
            mistakes.append(notAllowed(member, key.allowed))
            return
        }
        result.attributes[key] = value
    }

    private mutating func read(
        _ name: String,
        _ member: FileValue.Member,
        isFIFO: Bool?,
        into result: inout QueueDefaults
    ) {
        switch name {
        case "fifo": checkKind(member, isFIFO: isFIFO)
        case "dead-letter": result.deadLetter = deadLetter(member)
        case "redrive-allow": result.redriveAllow = redriveAllow(member)
        case "tags": result.tags = tags(member)
        case "copy-to": result.copyTo = text(member, "the name of a queue", isQueueName)
        default: result.moveTo = text(member, "the name of a queue", isQueueName)
        }
    }

    private mutating func checkKind(_ member: FileValue.Member, isFIFO: Bool?) {
        guard let flag = AttributeKey.managedEncryption.value(plain: member.value.text ?? "") else {
            mistakes.append(notAllowed(member, "true or false"))
            return
        }
        guard let isFIFO else {
            mistakes.append(
                Remark(member.place, "\(member.key) cannot be part of a template: names ending in .fifo decide it.")
            )
            return
        }
        if flag == "true", !isFIFO {
            mistakes.append(Remark(member.place, "The name of a FIFO queue has to end in .fifo."))
        } else if flag == "false", isFIFO {
            mistakes.append(Remark(member.place, "A queue whose name ends in .fifo is a FIFO queue."))
        }
    }

    mutating func add(_ remark: Remark) { mistakes.append(remark) }

    func notAllowed(_ member: FileValue.Member, _ allowed: String) -> Remark {
        let given = member.value.text.map { "'\($0)' is not allowed" } ?? "this is no plain value"
        return Remark(member.value.place, "\(member.key): \(given); give \(allowed).")
    }

    /// A text that satisfies a condition; anything else is a mistake.
    mutating func text(
        _ member: FileValue.Member?,
        _ allowed: String,
        _ isAllowed: (String) -> Bool
    ) -> String? {
        guard let member else { return nil }
        guard let text = member.value.text, isAllowed(text) else {
            mistakes.append(notAllowed(member, allowed))
            return nil
        }
        return text
    }
}

func isRegion(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
        && text.utf8.allSatisfy { isWordByte($0) && $0 != UInt8(ascii: "_") } && text == text.lowercased()
}

func isAccount(_ text: String) -> Bool {
    text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
}
