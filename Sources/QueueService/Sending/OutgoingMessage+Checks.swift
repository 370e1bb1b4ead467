import Crypto
import QueueStore
import SQSModel

/// The checks of a message before it is stored, in the order of section 5.9.
extension OutgoingMessage {
    /// Where a message stands decides how two of its errors read.
    enum Place {
        case single
        /// The entry at this position of a batch, counted from 1.
        case entry(Int)
    }

    /// The message as the queue accepts it.
    ///
    /// - Parameters:
    ///   - id: the identity that it gets.
    ///   - queue: the queue that it is for.
    ///   - senderId: the value of its SenderId attribute (ID-9).
    ///   - place: whether it stands alone or in a batch.
    /// - Returns: the message, complete.
    /// - Throws: the rows that SND-1 … SND-9 name.
    func checked(
        id: MessageId,
        for queue: QueueAttributes,
        senderId: String,
        at place: Place
    ) throws(SQSError) -> NewMessage {
        guard let body = messageBody, !body.isEmpty else { throw place.missingBody }
        guard bytes <= queue.maximumMessageSize else { throw place.tooLong(limit: queue.maximumMessageSize) }
        guard holdsMessageCharactersOnly(body) else { throw .invalidMessageContents }
        let attributes = try checkedAttributes()
        let traceHeader = try checkedTraceHeader()
        let deduplicationId = try messageDeduplicationId.map { id throws(SQSError) in
            try FIFOIdentifier(id, parameter: "MessageDeduplicationId")
        }
        let groupId = try messageGroupId.map { id throws(SQSError) in
            try FIFOIdentifier(id, parameter: "MessageGroupId")
        }
        try checkIds(groupId, deduplicationId, for: queue, at: place)
        try checkDelay(for: queue)
        var message = NewMessage(messageId: id, body: body, md5OfBody: MD5Digest(of: body), senderId: senderId)
        message.attributes = attributes
        message.md5OfAttributes = attributes.md5
        message.traceHeader = traceHeader
        message.groupId = groupId
        message.deduplicationId = queue.isFIFO ? deduplicationId ?? .hash(of: body) : nil
        message.delaySeconds = delaySeconds
        return message
    }

    /// SND-7, SND-8: what each type of queue needs and forbids.
    private func checkIds(
        _ groupId: FIFOIdentifier?,
        _ deduplicationId: FIFOIdentifier?,
        for queue: QueueAttributes,
        at place: Place
    ) throws(SQSError) {
        guard let fifo = queue.fifo else {
            if let deduplicationId { throw .deduplicationIdOnStandardQueue(deduplicationId.text) }
            return
        }
        guard groupId != nil else { throw place.missingGroup }
        guard deduplicationId != nil || fifo.contentBasedDeduplication else { throw .missingDeduplicationId }
    }

    /// SND-9.
    private func checkDelay(for queue: QueueAttributes) throws(SQSError) {
        guard let delaySeconds else { return }
        guard Limits.delaySeconds.contains(delaySeconds) else { throw .invalidDelay(delaySeconds) }
        guard !queue.isFIFO || delaySeconds == 0 else { throw .delayOnFIFOQueue(delaySeconds) }
    }

    /// What the message counts against limits: body and attributes, as they came (MSG-10).
    var bytes: Int {
        (messageBody?.utf8.count ?? 0) + (messageAttributes ?? []).reduce(0) { $0 + $1.bytes }
    }

    private func checkedAttributes() throws(SQSError) -> MessageAttributes {
        guard let messageAttributes, !messageAttributes.isEmpty else { return .none }
        guard messageAttributes.count <= Limits.messageAttributes else {
            throw .tooManyMessageAttributes(messageAttributes.count)
        }
        var attributes: [MessageAttribute] = []
        for attribute in messageAttributes { attributes.append(try attribute.checked()) }
        return MessageAttributes(attributes)
    }

    /// SND-5: the one system attribute that senders can set.
    private func checkedTraceHeader() throws(SQSError) -> String? {
        var header: String?
        for attribute in messageSystemAttributes ?? [] {
            guard attribute.name == SystemAttributeName.awsTraceHeader.rawValue, attribute.dataType == "String" else {
                throw .invalidMessageSystemAttribute(attribute.name)
            }
            guard let value = attribute.stringValue, !value.isEmpty, attribute.binaryValue == nil else {
                throw .emptyMessageAttribute(attribute.name, type: "String")
            }
            guard holdsMessageCharactersOnly(value) else { throw .invalidMessageAttributeCharacters(attribute.name) }
            header = value
        }
        return header
    }
}

extension OutgoingMessage.Place {
    fileprivate var missingBody: SQSError {
        switch self {
        case .single: .missingParameter("MessageBody")
        case .entry(let position): .missingParameter("\(SendMessageBatch.entryName).\(position).MessageBody")
        }
    }

    fileprivate var missingGroup: SQSError {
        switch self {
        case .single: .missingParameter("MessageGroupId")
        case .entry: .missingGroupInBatch
        }
    }

    fileprivate func tooLong(limit: Int) -> SQSError {
        switch self {
        case .single: .messageTooLong(limit: limit)
        case .entry: .entryTooLong(limit: limit)
        }
    }
}

extension MessageAttributeValue {
    /// Name, type and value as they came.
    fileprivate var bytes: Int {
        name.utf8.count + (dataType?.utf8.count ?? 0) + (stringValue?.utf8.count ?? 0) + (binaryValue?.count ?? 0)
    }
}

extension NewMessage {
    /// What the sender is told, once the store has the message.
    ///
    /// - Parameters:
    ///   - record: what the store made of it.
    ///   - isFIFO: whether its queue gives sequence numbers.
    ///   - withoutTrace: whether the trace header came as an HTTP header: its MD5 is for those who send attributes
    ///     (SND-10).
    /// - Returns: id and digests.
    func receipt(_ record: SentRecord, isFIFO: Bool, withoutTrace: Bool) -> SentMessage {
        let traceHeader = (withoutTrace ? nil : traceHeader).map { header in
            let name = SystemAttributeName.awsTraceHeader.rawValue
            return MessageAttributes([MessageAttribute(name: name, dataType: "String", value: .text(header))])
        }
        return SentMessage(
            messageId: record.messageId,
            md5OfBody: md5OfBody,
            md5OfAttributes: md5OfAttributes,
            md5OfSystemAttributes: traceHeader?.md5,
            sequenceNumber: isFIFO ? record.sequence.text : nil
        )
    }
}

extension FIFOIdentifier {
    /// The deduplication id of a message whose sender gives none: the SHA-256 of its body (DED-1).
    fileprivate static func hash(of body: String) -> FIFOIdentifier {
        FIFOIdentifier(stored: hexText(Array(SHA256.hash(data: Array(body.utf8)))))
    }
}
