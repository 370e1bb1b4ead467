internal import NearestName

/// ElasticMQ's configuration: its queues, and what its server keys are called here.
extension DeclarationFile {
    init(
        elasticMQ text: String,
        name: String,
        environment: [String: String],
        include: @escaping (String) throws -> String?
    ) {
        self.init(.elasticMQ)
        let root: FileValue
        do throws(Remark) {
            var parser = HOCONParser(text, source: name, include: include)
            let object = try parser.root()
            notes += parser.notes
            var resolver = HOCONResolver(object, environment: environment)
            root = try resolver.resolve(at: Place(name, line: 1, column: 1))
            mistakes += resolver.mistakes
        } catch {
            mistakes.append(error)
            return
        }
        readServer(root)
        var reader = ElasticMQQueues(fifoNames: fifoNames(root))
        for member in root.member("queues")?.value.members ?? [] {
            guard let queue = reader.queue(member) else { continue }
            declarations.queues.append(queue)
        }
        if let template = root.member("auto-create-queues")?.value.member("template") {
            declarations.template = reader.definition(template.value, isFIFO: nil)
        }
        notes += reader.notes
        unknownKeys += reader.unknownKeys
        mistakes += reader.mistakes
        mistakes += declarations.mistakes { [places = reader.places] in places[$0.name] ?? root.place }
    }

    /// Queues that become FIFO queues by what they say, and not by their names.
    private func fifoNames(_ root: FileValue) -> Set<String> {
        let queues = root.member("queues")?.value.members ?? []
        return Set(queues.filter { $0.value.member("fifo")?.value.text == "true" }.map(\.key))
    }
}

// MARK: - The server

extension DeclarationFile {
    private mutating func readServer(_ root: FileValue) {
        var hasAddress = true
        if let generated = root.member("generate-node-address")?.value.text { hasAddress = generated != "true" }
        for member in root.members ?? [] {
            switch member.key {
            case "queues", "generate-node-address": break
            case "node-address": if hasAddress { readAddress(member) }
            case "rest-sqs": readDoor(member)
            case "rest-stats": readStatistics(member)
            case "aws": readOwner(member)
            case "auto-create-queues": readAutoCreate(member)
            case "queues-storage": readQueuesStorage(member)
            case "messages-storage": readMessagesStorage(member)
            case "akka", "pekko":
                notes.append(Remark(member.place, "\(member.key) is left out: it is about ElasticMQ's own server."))
            default: warn(member, among: Self.sections)
            }
        }
        // Its clients may sign for any region.
        set("single-region", "true", at: root.place)
        if root.member("messages-storage")?.value.member("enabled")?.value.text != "true" {
            notes.append(
                Remark(
                    root.place,
                    "ElasticMQ forgets messages when it ends; sqsd keeps them unless durability is memory."
                )
            )
        }
    }

    private static let sections = [
        "queues", "node-address", "rest-sqs", "rest-stats", "aws", "auto-create-queues", "queues-storage",
        "messages-storage", "generate-node-address",
    ]

    private mutating func warn(_ member: FileValue.Member, among known: [String]) {
        unknownKeys.append(
            Remark(member.place, "'\(member.key)' is no key that is known here\(hint(for: member.key, among: known))")
        )
    }

    /// The members of a section that are known, in the order of the file; others are remarked.
    private mutating func known(_ section: FileValue.Member, _ names: [String]) -> [FileValue.Member] {
        var result: [FileValue.Member] = []
        for member in section.value.members ?? [] {
            if names.contains(member.key) { result.append(member) } else { warn(member, among: names) }
        }
        return result
    }

    private mutating func readAddress(_ section: FileValue.Member) {
        var parts = ["protocol": "http", "host": "localhost", "port": "9324", "context-path": ""]
        for member in known(section, ["protocol", "host", "port", "context-path"]) {
            parts[member.key] = member.value.text ?? ""
        }
        if let path = parts["context-path"], !path.isEmpty {
            notes.append(Remark(section.place, "The context-path '\(path)' is left out: queue URLs begin at the root."))
        }
        // With a star the address is the one that the caller used, which is what happens here where none is set.
        guard let host = parts["host"], host != "*", let scheme = parts["protocol"], let port = parts["port"] else {
            return
        }
        set("external-url", "\(scheme)://\(host):\(port)", at: section.place)
    }

    private mutating func readDoor(_ section: FileValue.Member) {
        for member in known(section, ["enabled", "bind-port", "bind-hostname", "sqs-limits"]) {
            let text = member.value.text ?? ""
            switch member.key {
            case "bind-port": set("port", text, at: member.place)
            case "bind-hostname": set("host", text == "localhost" ? "127.0.0.1" : text, at: member.place)
            case "sqs-limits" where text == "relaxed":
                notes.append(
                    Remark(
                        member.place,
                        "sqs-limits = relaxed is left out: sqsd holds sizes and counts to SQS's limits."
                    )
                )
            case "enabled" where text == "false":
                notes.append(Remark(member.place, "rest-sqs.enabled = false is left out: sqsd always listens."))
            default: break
            }
        }
    }

    private mutating func readStatistics(_ section: FileValue.Member) {
        let members = known(section, ["enabled", "bind-port", "bind-hostname"])
        guard !members.contains(where: { $0.key == "enabled" && $0.value.text == "false" }) else {
            set("admin", "off", at: section.place)
            return
        }
        for member in members where member.key != "enabled" {
            let text = member.value.text ?? ""
            if member.key == "bind-port" {
                set("admin-port", text, at: member.place)
            } else if text != "localhost", !text.hasPrefix("127.") {
                // ElasticMQ only shows figures there; whoever reaches this port changes messages.
                notes.append(
                    Remark(
                        member.place,
                        """
                        The statistics' bind-hostname \(text) is left out: the admin port is for this machine, unless \
                        admin-host and a token are given.
                        """
                    )
                )
            }
        }
    }

    private mutating func readOwner(_ section: FileValue.Member) {
        for member in known(section, ["region", "accountId"]) {
            let text = member.value.text ?? ""
            set(member.key == "region" ? "region" : "account-id", text, at: member.place)
        }
    }

    private mutating func readAutoCreate(_ section: FileValue.Member) {
        for member in known(section, ["enabled", "template"]) where member.key == "enabled" {
            set("auto-create", member.value.text ?? "", at: member.place)
        }
    }

    private mutating func readQueuesStorage(_ section: FileValue.Member) {
        let members = known(section, ["enabled", "path"])
        guard members.contains(where: { $0.key == "enabled" && $0.value.text == "true" }) else { return }
        let path = members.first { $0.key == "path" }?.value.text ?? "its file"
        notes.append(
            Remark(
                section.place,
                """
                queues-storage is left out: sqsd keeps queues in its own database. Queues that are only in \(path) can \
                be taken along with: include "\(path)"
                """
            )
        )
    }

    private mutating func readMessagesStorage(_ section: FileValue.Member) {
        let keys = ["enabled", "driver-class", "uri", "username", "password", "prune-data-on-init"]
        let members = known(section, keys)
        guard members.contains(where: { $0.key == "enabled" && $0.value.text == "true" }) else { return }
        notes.append(
            Remark(
                section.place,
                """
                messages-storage is left out: sqsd does not read ElasticMQ's H2 file, and messages in it stay there. To \
                lose none, let senders use sqsd first, and consumers empty ElasticMQ's queues before they follow.
                """
            )
        )
    }
}
