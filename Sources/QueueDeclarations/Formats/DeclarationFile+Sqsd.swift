internal import NearestName

/// Our own format: settings, and the sections `queues` and `auto-create`.
extension DeclarationFile {
    init(sqsd root: FileValue) {
        self.init(.sqsd)
        guard let members = root.members else {
            mistakes.append(Remark(root.place, "This is no configuration: give keys with values, such as port: 9324."))
            return
        }
        var reader = QueueReader()
        var places: [String: Place] = [:]
        for member in members {
            switch (member.key, member.value.members) {
            case ("queues", let queues): read(queues, member, &reader, &places)
            case ("auto-create", let section?): readTemplate(section, &reader)
            default: settings.append(Setting(member))
            }
        }
        mistakes += reader.mistakes
        mistakes += declarations.mistakes { places[$0.name] ?? root.place }
    }

    private mutating func read(
        _ queues: [FileValue.Member]?,
        _ section: FileValue.Member,
        _ reader: inout QueueReader,
        _ places: inout [String: Place]
    ) {
        guard let queues else {
            if !section.value.isNothing {
                reader.add(Remark(section.value.place, "queues: give the names of queues as keys, each with a colon."))
            }
            return
        }
        for member in queues {
            guard let queue = reader.queue(member.key, at: member.place, member.value) else { continue }
            places[queue.name] = member.place
            declarations.queues.append(queue)
        }
    }

    private mutating func readTemplate(_ section: [FileValue.Member], _ reader: inout QueueReader) {
        for member in section {
            switch member.key {
            case "enabled":
                let setting = Setting(member)
                settings.append(Setting(key: "auto-create", value: setting.value, place: setting.place))
            case "template":
                declarations.template = reader.definition(member.value.members ?? [], isFIFO: nil)
                if member.value.members == nil, !member.value.isNothing {
                    reader.add(Remark(member.value.place, "template: give attributes of queues as keys."))
                }
            default:
                let known = hint(for: member.key, among: ["enabled", "template"])
                reader.add(Remark(member.place, "'\(member.key)' is no key of auto-create\(known)"))
            }
        }
    }
}

extension DeclarationFile.Setting {
    init(_ member: FileValue.Member) {
        key = member.key
        place = member.place
        switch member.value.content {
        case .nothing: value = .nothing
        case .text(let text): value = text.isEmpty ? .nothing : .texts([text])
        case .list(let elements):
            let texts = elements.compactMap(\.text)
            value = texts.count == elements.count ? .texts(texts) : .section
        case .map: value = .section
        }
    }
}

extension DeclaredQueue {
    /// Reads `NAME` or `NAME,visibility-timeout=30s,dead-letter=orders-dlq:5,tags.team=shop`.
    ///
    /// - Returns: the queue, `nil` where it has no name; and what is wrong.
    package static func parse(_ text: String, source: String) -> (queue: DeclaredQueue?, mistakes: [Remark]) {
        let place = Place(source)
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { trimmed($0) }
        var members: [FileValue.Member] = []
        var tags: [FileValue.Member] = []
        var reader = QueueReader()
        for part in parts.dropFirst() {
            guard let equals = part.firstIndex(of: "=") else {
                reader.add(Remark(place, "'\(part)' has no value; give KEY=VALUE, such as visibility-timeout=30s."))
                continue
            }
            let key = trimmed(part[..<equals])
            let value = FileValue(.text(trimmed(part[part.index(after: equals)...])), at: place)
            if key.hasPrefix("tags.") {
                tags.append(FileValue.Member(key: String(key.dropFirst(5)), place: place, value: value))
            } else {
                members.append(FileValue.Member(key: key, place: place, value: value))
            }
        }
        if !tags.isEmpty {
            members.append(FileValue.Member(key: "tags", place: place, value: FileValue(.map(tags), at: place)))
        }
        let queue = reader.queue(parts[0], at: place, FileValue(.map(members), at: place))
        return (queue, reader.mistakes)
    }
}

private func trimmed(_ text: some StringProtocol) -> String {
    let head = text.drop { $0 == " " || $0 == "\t" }
    guard let last = head.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(head[...last])
}
