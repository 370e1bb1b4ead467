internal import NearestName

/// GoAWS's configuration, for conversion: the environment `Local`, or the first one.
extension DeclarationFile {
    init(goAWS root: FileValue) {
        self.init(.goAWS)
        guard let members = root.members, let chosen = root.member("Local") ?? members.first else { return }
        for other in members where other.key != chosen.key {
            notes.append(Remark(other.place, "The environment \(other.key) is left out; taken is \(chosen.key)."))
        }
        var reader = QueueReader()
        var queues: [FileValue] = []
        var defaults: [FileValue.Member] = []
        for member in chosen.value.members ?? [] {
            switch member.key {
            case "Queues": queues = member.value.elements ?? []
            case "QueueAttributeDefaults": defaults = member.value.members ?? []
            case "Topics":
                notes.append(Remark(member.place, "Topics are left out: sqsd speaks SQS, not SNS."))
            default: readServer(member)
            }
        }
        var places: [String: Place] = [:]
        for queue in queues { read(queue, defaults, &reader, &places) }
        mistakes += reader.mistakes
        mistakes += declarations.mistakes { places[$0.name] ?? root.place }
    }

    private mutating func readServer(_ member: FileValue.Member) {
        let text = member.value.text ?? ""
        switch member.key {
        case "Host":
            notes.append(Remark(member.place, "Host \(text) is left out: queue URLs have the host that is called."))
        case "Port", "SqsPort": set("port", text, at: member.place)
        case "Region": set("region", text, at: member.place)
        case "AccountId": set("account-id", text, at: member.place)
        case "SnsPort": notes.append(Remark(member.place, "SnsPort is left out: sqsd speaks SQS, not SNS."))
        case "LogToFile", "LogFile", "LogMessages", "EnableDuplicates", "RandomLatency":
            notes.append(Remark(member.place, "\(member.key) is left out: sqsd has nothing of the kind."))
        default:
            let known = [
                "Host", "Port", "SqsPort", "Region", "AccountId", "QueueAttributeDefaults", "Queues", "Topics",
            ]
            unknownKeys.append(
                Remark(
                    member.place,
                    "'\(member.key)' is no key that is known here\(hint(for: member.key, among: known))"
                )
            )
        }
    }

    private mutating func read(
        _ value: FileValue,
        _ defaults: [FileValue.Member],
        _ reader: inout QueueReader,
        _ places: inout [String: Place]
    ) {
        guard let name = value.member("Name")?.value.text else {
            reader.add(Remark(value.place, "This queue has no Name."))
            return
        }
        let own = (value.members ?? []).filter { $0.key != "Name" }
        let inherited = defaults.filter { member in !own.contains { $0.key == member.key } }
        let attributes = FileValue(.map(inherited + own), at: value.place)
        guard let queue = reader.queue(name, at: value.place, attributes) else { return }
        guard places.updateValue(value.place, forKey: name) == nil else {
            reader.add(Remark(value.place, "\(name) is declared twice."))
            return
        }
        declarations.queues.append(queue)
    }
}
