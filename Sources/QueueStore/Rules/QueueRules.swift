package import SQSModel

/// What the store knows of the other queues while it changes one.
package typealias QueueLookup = (QueueAddress) -> QueueRecord?

extension QueueDefinition {
    /// The record of a queue that does not exist yet.
    ///
    /// - Throws: the rows of section 4 for attributes, T-RP… for the dead-letter queue, G-… for tags.
    package func record(
        id: QueueID,
        at now: Instant,
        among queues: QueueLookup
    ) throws(SQSError) -> QueueRecord {
        let attributes = try checkedAttributes()
        try attributes.checkRedriveTarget(of: address, among: queues)
        return QueueRecord(
            id: id,
            address: address,
            attributes: attributes,
            tags: try [:].merging(tags, queue: address.name),
            createdAt: now,
            modifiedAt: now
        )
    }

    /// Decides whether a queue that exists is what the caller asks for (CQ-3 … CQ-5).
    ///
    /// Each given attribute has to say what the queue's own says now, defaults included; tags do not matter.
    ///
    /// - Throws: the rows of section 4, then Q-EXISTS naming the first attribute that differs.
    package func check(matches existing: QueueRecord) throws(SQSError) {
        let wanted = try checkedAttributes()
        for entry in attributes {
            let name = try QueueAttributeName(settable: entry.name, isFIFO: address.name.isFIFO)
            guard wanted.agrees(with: existing.attributes, on: name) else {
                throw .queueExists(differingIn: entry.name)
            }
        }
    }

    private func checkedAttributes() throws(SQSError) -> QueueAttributes {
        try QueueAttributes(isFIFO: address.name.isFIFO).setting(attributes)
    }
}

extension QueueUpdate {
    /// The queue as it is after the change.
    ///
    /// - Throws: the row that forbids the change; nothing has changed then.
    package func applied(
        to queue: QueueRecord,
        at now: Instant,
        among queues: QueueLookup
    ) throws(SQSError) -> QueueRecord {
        var result = queue
        switch self {
        case .attributes(let changes):
            result.attributes = try queue.attributes.setting(changes)
            if changes.contains(where: { $0.name == QueueAttributeName.redrivePolicy.rawValue }) {
                try result.attributes.checkRedriveTarget(of: queue.address, among: queues)
            }
            result.modifiedAt = now
        case .addPermission(let grant):
            let policy = try QueuePolicy.adding(grant, to: queue.attributes.policy, of: queue.address)
            result.attributes.replacePolicy(with: policy)
            result.modifiedAt = now
        case .removePermission(let label):
            let policy = try QueuePolicy.removing(label, from: queue.attributes.policy)
            result.attributes.replacePolicy(with: policy)
            result.modifiedAt = now
        case .tag(let tags):
            result.tags = try queue.tags.merging(tags, queue: queue.address.name)
        case .untag(let keys):
            for key in keys { result.tags[key] = nil }
        }
        return result
    }
}

extension QueueAttributes {
    /// Checks the RedrivePolicy against the queue that it names (A-32, A-33, order A-35).
    ///
    /// - Throws: T-RPREGION, T-RPOWNER, T-RPNONE, T-RPTYPE, T-RPDENIED.
    func checkRedriveTarget(of source: QueueAddress, among queues: QueueLookup) throws(SQSError) {
        guard let redrivePolicy else { return }
        let address = try redrivePolicy.target(of: source)
        let isItself = address == source
        let target = isItself ? self : queues(address)?.attributes
        guard let target else { throw .redriveTargetDoesNotExist(redrivePolicy.text) }
        guard target.isFIFO == isFIFO else { throw .redriveTargetHasOtherType(redrivePolicy.text) }
        guard target.redriveAllowPolicy?.admits(source) ?? true else {
            throw .redriveDenied(redrivePolicy.text, target: redrivePolicy.deadLetterTargetArn)
        }
    }

    /// Whether both say the same in one attribute (CQ-4).
    func agrees(with other: QueueAttributes, on name: QueueAttributeName) -> Bool {
        if name == .policy, let mine = policy, let others = other.policy { return mine.isEquivalent(to: others) }
        return text(of: name) == other.text(of: name)
    }
}

extension [String: String] {
    /// These tags with some more, a value replacing the one of the same key (TAG-2, TAG-3).
    ///
    /// - Throws: G-KEY and its kin, G-MANY.
    func merging(_ tags: [TextEntry], queue: QueueName) throws(SQSError) -> [String: String] {
        var result = self
        for tag in tags {
            guard Limits.tagKeyLength.contains(tag.name.unicodeScalars.count) else { throw .invalidTagKey }
            guard !tag.name.lowercased().hasPrefix("aws:") else { throw .reservedTagKey }
            guard Limits.tagValueLength.contains(tag.value.unicodeScalars.count) else { throw .invalidTagValue }
            guard isTagText(tag.name), isTagText(tag.value) else { throw .invalidTagCharacters(tag.name) }
            result[tag.name] = tag.value
        }
        guard result.count <= Limits.tags else { throw .tooManyTags(queue.text) }
        return result
    }
}

/// Whether a text is letters, digits, spaces and `_ . : / = + - @` (TAG-3).
private func isTagText(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
        if scalar.isASCII {
            return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || " _.:/=+-@".unicodeScalars.contains(scalar)
        }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || scalar.properties.generalCategory == .spaceSeparator
            || scalar.properties.generalCategory == .nonspacingMark || scalar.properties.generalCategory == .spacingMark
    }
}
