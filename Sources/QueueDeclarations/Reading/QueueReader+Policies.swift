internal import NearestName

/// Attributes that are made of several values.
extension QueueReader {
    /// Reads `{queue: orders-dlq, max-receive-count: 5}`, `orders-dlq:5`, or the attribute RedrivePolicy.
    mutating func deadLetter(_ member: FileValue.Member) -> QueueDefaults.DeadLetter? {
        let allowed = "{queue: NAME, max-receive-count: 1 … 1000}, or NAME:COUNT"
        guard let value = mapping(member) else { return shortDeadLetter(member, allowed) }
        for member in value.members ?? [] where !Self.deadLetterKeys.contains(member.key) {
            add(
                Remark(
                    member.place,
                    "'\(member.key)' is no key of dead-letter\(hint(for: member.key, among: Self.deadLetterKeys))"
                )
            )
        }
        guard let queue = value.member("queue") ?? value.member("deadLetterTargetArn") else {
            add(Remark(member.place, "\(member.key) names no queue; give \(allowed)."))
            return nil
        }
        guard let count = value.member("max-receive-count") ?? value.member("maxReceiveCount") else {
            add(Remark(member.place, "\(member.key) says no max-receive-count; give \(allowed)."))
            return nil
        }
        let name = text(queue, "the name of a queue, or its ARN", isReference)
        let receives = text(count, "a whole number, 1 … 1000") { Int($0).map((1...1000).contains) ?? false }
        guard let name, let receives, let count = Int(receives) else { return nil }
        return QueueDefaults.DeadLetter(queue: name, maxReceiveCount: count)
    }

    private static let deadLetterKeys = ["queue", "max-receive-count", "deadLetterTargetArn", "maxReceiveCount"]

    private mutating func shortDeadLetter(
        _ member: FileValue.Member,
        _ allowed: String
    ) -> QueueDefaults.DeadLetter? {
        guard let text = member.value.text, let colon = text.lastIndex(of: ":"), isReference(String(text[..<colon])),
            let count = Int(text[text.index(after: colon)...]), (1...1000).contains(count)
        else {
            add(notAllowed(member, allowed))
            return nil
        }
        return QueueDefaults.DeadLetter(queue: String(text[..<colon]), maxReceiveCount: count)
    }

    /// Reads `all`, `deny`, a list of names, or the attribute RedriveAllowPolicy.
    mutating func redriveAllow(_ member: FileValue.Member) -> QueueDefaults.RedriveAllow? {
        let allowed = "all, deny, or a list of 1 to 10 queues"
        if let elements = member.value.elements { return sources(elements, member, allowed) }
        guard let value = mapping(member) else {
            switch member.value.text {
            case "all": return .all
            case "deny": return .deny
            default:
                add(notAllowed(member, allowed))
                return nil
            }
        }
        switch value.member("redrivePermission")?.value.text {
        case "allowAll": return .all
        case "denyAll": return .deny
        case "byQueue": return sources(value.member("sourceQueueArns")?.value.elements ?? [], member, allowed)
        default:
            add(notAllowed(member, allowed))
            return nil
        }
    }

    private mutating func sources(
        _ elements: [FileValue],
        _ member: FileValue.Member,
        _ allowed: String
    ) -> QueueDefaults.RedriveAllow? {
        let names = elements.compactMap(\.text).filter(isReference)
        guard names.count == elements.count, (1...10).contains(names.count) else {
            add(Remark(member.value.place, "\(member.key): this is not allowed; give \(allowed)."))
            return nil
        }
        return .only(names)
    }

    mutating func tags(_ member: FileValue.Member) -> [String: String] {
        guard let members = member.value.members, members.count <= 50 else {
            if !member.value.isNothing { add(Remark(member.value.place, "tags: give 1 to 50 keys with a text each.")) }
            return [:]
        }
        var tags: [String: String] = [:]
        for tag in members {
            let value = tag.value.isNothing ? "" : tag.value.text
            guard let value, (1...128).contains(tag.key.unicodeScalars.count), value.unicodeScalars.count <= 256 else {
                add(
                    Remark(tag.place, "A tag has a key of 1 to 128 characters and a text of 256 characters at most.")
                )
                continue
            }
            tags[tag.key] = value
        }
        return tags
    }

    /// A value that is a mapping, or a text that holds one as JSON.
    private func mapping(_ member: FileValue.Member) -> FileValue? {
        if member.value.members != nil { return member.value }
        guard let text = member.value.text, text.hasPrefix("{"),
            let value = try? FileValue(yaml: text, name: member.place.source), case .map(let members) = value.content
        else { return nil }
        // Places inside a text would be lines of the text; what counts is where it stands.
        return moved(FileValue(.map(members), at: member.value.place), to: member.value.place)
    }
}

private func moved(_ value: FileValue, to place: Place) -> FileValue {
    switch value.content {
    case .nothing, .text: FileValue(value.content, at: place)
    case .list(let elements): FileValue(.list(elements.map { moved($0, to: place) }), at: place)
    case .map(let members):
        FileValue(
            .map(members.map { FileValue.Member(key: $0.key, place: place, value: moved($0.value, to: place)) }),
            at: place
        )
    }
}

/// Whether a text names a queue, or is the ARN of one.
func isReference(_ text: String) -> Bool {
    guard text.hasPrefix("arn:") else { return isQueueName(text) }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 6 && parts[2] == "sqs" && isRegion(String(parts[3])) && isAccount(String(parts[4]))
        && isQueueName(String(parts[5]))
}
