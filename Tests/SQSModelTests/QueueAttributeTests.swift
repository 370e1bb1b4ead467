import SQSModel
import Testing
import Vectors

extension QueueAttributes {
    /// These attributes with changes written as names and values.
    func setting(_ changes: KeyValuePairs<String, String>) throws(SQSError) -> QueueAttributes {
        try setting(changes.map { TextEntry($0.key, $0.value) })
    }
}

@Suite("The table of queue attributes")
struct QueueAttributeTableTests {
    struct File: Decodable {
        let attributes: [Row]
    }

    struct Row: Decodable, CustomTestStringConvertible {
        let name: String
        let type: String
        let `default`: String
        let range: String
        let access: String
        let fifo_only: Bool

        var testDescription: String { name }

        /// First and last of a range of numbers.
        var bounds: ClosedRange<Int>? {
            let ends = range.split(separator: "..").compactMap { Int($0) }
            return ends.count == 2 ? ends[0]...ends[1] : nil
        }
    }

    static let rows = (try? Vectors.decoded("queue-attributes", as: File.self).attributes) ?? []

    @Test func `Section 4: the names are the table's`() {
        #expect(Set(Self.rows.map(\.name)) == Set(QueueAttributeName.allCases.map(\.rawValue)))
    }

    @Test(arguments: rows)
    func `Section 4: access, kind, range and default`(row: Row) throws {
        let name = try #require(QueueAttributeName(rawValue: row.name))
        switch row.access {
        case "get only": #expect(name.access == .getOnly)
        case "read-only": #expect(name.access == .readOnly)
        case "create": #expect(name.access == .create)
        default: #expect(name.access == .createAndSet)
        }
        #expect(name.isFIFOOnly == row.fifo_only)
        guard name.access == .create || name.access == .createAndSet else { return }
        switch row.type {
        case "int": #expect(row.bounds.map { name.kind == .integer($0) } == true)
        case "bool": #expect(name.kind == .boolean)
        case "enum": #expect(name.kind == .choice(row.range.split(separator: "|").map { String($0) }))
        case "JSON string": #expect(name.kind == .document)
        default: #expect(name.kind == .text)
        }
        let standard = QueueAttributes(isFIFO: false).text(of: name)
        let fifo = QueueAttributes(isFIFO: true).text(of: name)
        let value = row.default.contains("absent") ? nil : row.default
        #expect(standard == (row.fifo_only ? nil : value))
        #expect(fifo == (name == .fifoQueue ? "true" : value))
    }

    @Test(arguments: rows.filter { $0.bounds != nil })
    func `T-VALUE: numbers keep to their range`(row: Row) throws {
        let name = try #require(QueueAttributeName(rawValue: row.name))
        let bounds = try #require(row.bounds)
        let attributes = QueueAttributes(isFIFO: false)
        for value in [bounds.lowerBound, bounds.upperBound] {
            #expect(try attributes.setting([TextEntry(row.name, "\(value)")]).text(of: name) == "\(value)")
        }
        let wrong = [
            "\(bounds.lowerBound - 1)", "\(bounds.upperBound + 1)", "", " 60", "60 ", "+60", "60.0", "6e1", "x", "٦٠",
        ]
        for value in wrong + ["99999999999999999999"] {
            #expect(throws: SQSError.invalidAttributeValue(row.name)) {
                try attributes.setting([TextEntry(row.name, value)])
            }
        }
    }

    @Test(arguments: QueueAttributeName.allCases.filter { $0.access == .readOnly || $0.access == .getOnly })
    func `A-2: what cannot be set is T-UNKNOWN`(name: QueueAttributeName) {
        for isFIFO in [false, true] {
            #expect(throws: SQSError.unknownAttribute(name.rawValue)) {
                try QueueAttributes(isFIFO: isFIFO).setting([TextEntry(name.rawValue, "1")])
            }
        }
    }

    @Test func `A-2, A-3: attributes that are asked for`() throws {
        #expect(try QueueAttributeName.requested(in: []) == [])
        let all = QueueAttributeName.allCases.filter { $0 != .all }
        #expect(try QueueAttributeName.requested(in: ["All"]) == all)
        #expect(try QueueAttributeName.requested(in: ["All", "QueueArn", "All"]) == all)
        #expect(
            try QueueAttributeName.requested(in: ["QueueArn", "Policy", "QueueArn"]) == [.queueArn, .policy]
        )
        for name in ["", "queueArn", "SenderId"] {
            #expect(throws: SQSError.unknownAttribute(name)) { try QueueAttributeName.requested(in: ["All", name]) }
        }
    }
}

@Suite("Setting queue attributes")
struct QueueAttributesTests {
    private let standard = QueueAttributes(isFIFO: false)
    private let fifo = QueueAttributes(isFIFO: true)

    @Test func `A-4: what a fresh queue has`() {
        func present(_ attributes: QueueAttributes) -> Set<QueueAttributeName> {
            Set(QueueAttributeName.allCases.filter { attributes.text(of: $0) != nil })
        }
        let common: Set<QueueAttributeName> = [
            .delaySeconds, .maximumMessageSize, .messageRetentionPeriod, .receiveMessageWaitTimeSeconds,
            .sqsManagedSseEnabled, .visibilityTimeout,
        ]
        #expect(present(standard) == common)
        #expect(
            present(fifo)
                == common.union([.fifoQueue, .contentBasedDeduplication, .deduplicationScope, .fifoThroughputLimit])
        )
    }

    @Test(arguments: [("true", "true"), ("TRUE", "true"), ("False", "false"), ("false", "false")])
    func `A-1: booleans in any case`(given: String, rendered: String) throws {
        #expect(try standard.setting(["SqsManagedSseEnabled": given]).text(of: .sqsManagedSseEnabled) == rendered)
        #expect(try fifo.setting(["ContentBasedDeduplication": given]).text(of: .contentBasedDeduplication) == rendered)
    }

    @Test(arguments: ["", "yes", "1", " true", "truE "])
    func `A-1: what is no boolean is T-VALUE`(value: String) {
        #expect(throws: SQSError.invalidAttributeValue("SqsManagedSseEnabled")) {
            try standard.setting(["SqsManagedSseEnabled": value])
        }
        #expect(throws: SQSError.invalidAttributeValue("FifoQueue")) { try fifo.setting(["FifoQueue": value]) }
    }

    @Test func `A-2: names are looked at before values`() {
        #expect(throws: SQSError.unknownAttribute("Foo")) { try standard.setting(["DelaySeconds": "x", "Foo": "1"]) }
        #expect(throws: SQSError.unknownAttribute("delaySeconds")) { try standard.setting(["delaySeconds": "1"]) }
    }

    @Test func `A-6: names of FIFO queues on a standard queue`() {
        for (name, value) in [("FifoQueue", "true"), ("FifoQueue", "false"), ("ContentBasedDeduplication", "true")] {
            #expect(throws: SQSError.unknownAttribute(name)) { try standard.setting([TextEntry(name, value)]) }
        }
        for (name, value) in [("DeduplicationScope", "queue"), ("FifoThroughputLimit", "perQueue")] {
            #expect(throws: SQSError.fifoOnlyAttribute(name)) { try standard.setting([TextEntry(name, value)]) }
        }
    }

    @Test func `A-7: a queue's type stays`() throws {
        #expect(try fifo.setting(["FifoQueue": "true"]) == fifo)
        #expect(throws: SQSError.queueTypeIsFixed) { try fifo.setting(["FifoQueue": "false"]) }
    }

    @Test func `A-8: all changes or none, and the rest stays`() throws {
        let changed = try standard.setting(["DelaySeconds": "5", "VisibilityTimeout": "0"])
        #expect(changed.delaySeconds == 5 && changed.visibilityTimeout == 0)
        #expect(changed.messageRetentionPeriod == 345_600)
        #expect(try changed.setting(["VisibilityTimeout": "1"]).delaySeconds == 5)
        #expect(throws: SQSError.self) { try changed.setting(["DelaySeconds": "6", "VisibilityTimeout": "x"]) }
        #expect(try standard.setting(["DelaySeconds": "5", "DelaySeconds": "6"]).delaySeconds == 6)
        #expect(try standard.setting([]) == standard)
    }

    @Test func `A-11: the two kinds of encryption exclude each other`() throws {
        #expect(throws: SQSError.twoKindsOfEncryption) {
            try standard.setting(["KmsMasterKeyId": "alias/a", "SqsManagedSseEnabled": "true"])
        }
        let kms = try standard.setting(["KmsMasterKeyId": "alias/a"])
        #expect(kms.kmsMasterKeyId == "alias/a")
        #expect(kms.kmsDataKeyReusePeriodSeconds == 300)
        #expect(!kms.sqsManagedSseEnabled)
        let period = try standard.setting(["KmsMasterKeyId": "k", "KmsDataKeyReusePeriodSeconds": "60"])
        #expect(period.kmsDataKeyReusePeriodSeconds == 60)
        #expect(
            try standard.setting(["KmsMasterKeyId": "k", "SqsManagedSseEnabled": "false"])
                == standard
                .setting(["KmsMasterKeyId": "k"])
        )
        let removed = try kms.setting(["KmsMasterKeyId": ""])
        #expect(removed.kmsMasterKeyId == nil && removed.kmsDataKeyReusePeriodSeconds == nil)
        #expect(!removed.sqsManagedSseEnabled)
        let managed = try kms.setting(["SqsManagedSseEnabled": "true"])
        #expect(managed.sqsManagedSseEnabled && managed.kmsMasterKeyId == nil)
    }

    @Test func `A-12: throughput per group needs deduplication per group`() throws {
        #expect(throws: SQSError.perGroupThroughputNeedsGroupScope) {
            try fifo.setting(["FifoThroughputLimit": "perMessageGroupId"])
        }
        let high = try fifo.setting(["FifoThroughputLimit": "perMessageGroupId", "DeduplicationScope": "messageGroup"])
        #expect(high.fifo?.deduplicationScope == .messageGroup)
        #expect(throws: SQSError.perGroupThroughputNeedsGroupScope) {
            try high.setting(["DeduplicationScope": "queue"])
        }
        #expect(try fifo.setting(["DeduplicationScope": "messageGroup"]).fifo?.fifoThroughputLimit == .perQueue)
        for (name, value) in [
            ("DeduplicationScope", "Queue"), ("FifoThroughputLimit", ""), ("DeduplicationScope", "x"),
        ] {
            #expect(throws: SQSError.invalidAttributeValue(name)) { try fifo.setting([TextEntry(name, value)]) }
        }
    }

    @Test func `A-13: the empty string removes a document or a key, and is unset in a new queue`() throws {
        let policy = #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sqs:*"}}"#
        let redrive = #"{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:d","maxReceiveCount":1}"#
        let full = try standard.setting([
            "Policy": policy, "RedrivePolicy": redrive, "RedriveAllowPolicy": #"{"redrivePermission":"denyAll"}"#,
        ])
        #expect(full.policy != nil && full.redrivePolicy != nil && full.redriveAllowPolicy != nil)
        let empty: KeyValuePairs = ["Policy": "", "RedrivePolicy": "", "RedriveAllowPolicy": ""]
        #expect(try full.setting(empty) == standard)
        #expect(try standard.setting(empty) == standard)
    }
}
