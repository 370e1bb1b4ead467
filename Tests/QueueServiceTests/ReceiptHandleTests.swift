import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Testing

@Suite("Receipt handles")
struct ReceiptHandleTests {
    @Test(arguments: StoreKind.both)
    func `DEL-2: a handle with one character changed is not one`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        try trial.send("hello", to: url)
        let handle = try trial.receiveOne(url).receiptHandle
        #expect(handle.utf8.count <= 1024)
        for index in handle.indices {
            var damaged = handle
            damaged.replaceSubrange(index...index, with: handle[index] == "0" ? "1" : "0")
            #expect(try trial.error(ServiceTrial.deleting(damaged, from: url)) == .invalidReceiptHandle(damaged))
        }
        for damaged in [String(handle.dropLast()), handle + "0", handle.uppercased(), "0", "é"] {
            #expect(try trial.error(ServiceTrial.deleting(damaged, from: url)) == .invalidReceiptHandle(damaged))
        }
        try trial.call(ServiceTrial.deleting(handle, from: url))
    }

    @Test(arguments: StoreKind.both)
    func `H-OTHER: a handle is good for its own queue only, also after that was made anew`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        let other = try trial.queue("other")
        try trial.send("hello", to: url)
        let handle = try trial.receiveOne(url).receiptHandle
        let error = SQSError.receiptHandleOfOtherQueue(handle)
        #expect(try trial.error(ServiceTrial.deleting(handle, from: other)) == error)
        #expect(try trial.error(ServiceTrial.changing(handle, to: 0, in: other)) == error)
        try trial.deleteQueue(url)
        try trial.queue()
        #expect(try trial.error(ServiceTrial.deleting(handle, from: url)) == error)
    }

    @Test(arguments: StoreKind.both)
    func `LC-12: a handle survives a restart`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        try trial.send("hello", to: url)
        let handle = try trial.receiveOne(url).receiptHandle
        try trial.reopen()
        try trial.call(ServiceTrial.changing(handle, to: 0, in: url))
        #expect(try trial.receiveOne(url).body == "hello")
    }

    // MARK: The table of section 7

    /// Makes a handle and brings its message into some situation.
    private func handle(_ situation: Situation, _ trial: ServiceTrial, _ url: String) throws -> String {
        try trial.send("hello", to: url, group: url.hasSuffix("fifo") ? "g" : nil)
        let handle = try trial.receiveOne(url).receiptHandle
        switch situation {
        case .inFlight: break
        case .visibleAgain: try trial.advance(seconds: 30)
        case .receivedAgain:
            try trial.advance(seconds: 30)
            _ = try trial.receiveOne(url)
        case .deleted: try trial.call(ServiceTrial.deleting(handle, from: url))
        case .purged:
            var purge = PurgeQueue()
            purge.queueUrl = url
            try trial.call(.purgeQueue(purge))
        case .expired: try trial.advance(seconds: 345_600)
        }
        return handle
    }

    enum Situation: CaseIterable {
        case inFlight, visibleAgain, receivedAgain, deleted, purged, expired

        var isGone: Bool { self == .deleted || self == .purged || self == .expired }
    }

    @Test(arguments: StoreKind.both, Situation.allCases)
    func `LC-12: what DeleteMessage makes of a handle`(kind: StoreKind, situation: Situation) throws {
        for name in ["letters", "letters.fifo"] {
            let trial = try ServiceTrial(kind)
            let url = try trial.queue(name)
            let handle = try handle(situation, trial, url)
            let answer = try trial.answer(ServiceTrial.deleting(handle, from: url))
            let isTooLate = situation == .visibleAgain || situation == .receivedAgain
            if isTooLate, name.hasSuffix("fifo") {
                #expect(answer == .failure(.receiptHandleExpired(handle)))
            } else {
                #expect(answer == .success(.nothing))
            }
            try trial.advance(seconds: 30)
            let keeps = situation == .receivedAgain || isTooLate && name.hasSuffix("fifo")
            #expect(try trial.attribute("ApproximateNumberOfMessages", of: url) == (keeps ? "1" : "0"))
        }
    }

    @Test(arguments: StoreKind.both, Situation.allCases)
    func `LC-12: what ChangeMessageVisibility makes of a handle`(kind: StoreKind, situation: Situation) throws {
        for name in ["letters", "letters.fifo"] {
            let trial = try ServiceTrial(kind)
            let url = try trial.queue(name)
            let handle = try handle(situation, trial, url)
            let answer = try trial.answer(ServiceTrial.changing(handle, to: 50, in: url))
            if situation.isGone {
                #expect(answer == .failure(.messageIsGone(handle)))
            } else if situation != .inFlight, name.hasSuffix("fifo") {
                #expect(answer == .failure(.receiptHandleExpired(handle)))
            } else {
                #expect(answer == .success(.nothing))
                try trial.advance(seconds: 49)
                #expect(try trial.attribute("ApproximateNumberOfMessagesNotVisible", of: url) == "1")
            }
        }
    }

    @Test(arguments: StoreKind.both)
    func `CMV-3: a message stays hidden for twelve hours after its receive at most`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        try trial.send("hello", to: url)
        let handle = try trial.receiveOne(url).receiptHandle
        try trial.call(ServiceTrial.changing(handle, to: 43_200, in: url))
        try trial.advance(seconds: 1)
        let error = SQSError.totalVisibilityTimeoutTooLong(43_200)
        #expect(try trial.error(ServiceTrial.changing(handle, to: 43_200, in: url)) == error)
        try trial.call(ServiceTrial.changing(handle, to: 43_199, in: url))
    }

    @Test(arguments: StoreKind.both)
    func `LC-12: the source's handle of a dead letter does nothing`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let dead = try trial.queue("dead")
        let url = try trial.queue("letters", deadLetters: "dead")
        try trial.send("hello", to: url)
        let handle = try trial.receiveOne(url, hide: 0).receiptHandle
        #expect(try trial.receive(url).isEmpty)
        try trial.call(ServiceTrial.deleting(handle, from: url))
        #expect(try trial.error(ServiceTrial.changing(handle, to: 0, in: url)) == .messageIsGone(handle))
        #expect(try trial.error(ServiceTrial.deleting(handle, from: dead)) == .receiptHandleOfOtherQueue(handle))
        let letter = try trial.receiveOne(dead)
        #expect(letter.attributes.contains(TextEntry("ApproximateReceiveCount", "2")))
        #expect(letter.attributes.contains(TextEntry("DeadLetterQueueSourceArn", ServiceTrial.arn("letters"))))
    }

    // MARK: Batches

    @Test(arguments: StoreKind.both)
    func `BAT-6: entries that fail early and late come in the order of the request`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue("letters.fifo")
        try trial.send("1", to: url, group: "g")
        let late = try trial.receiveOne(url).receiptHandle
        try trial.advance(seconds: 30)
        let good = try trial.receiveOne(url).receiptHandle
        var action = DeleteMessageBatch()
        action.queueUrl = url
        let deletions: [(id: String, handle: String?)] = [
            ("a", late), ("b", nil), ("c", good), ("d", "junk"), ("e", late),
        ]
        action.entries = deletions.map { deletion in
            var entry = DeleteMessageBatch.Entry()
            entry.id = deletion.id
            entry.receiptHandle = deletion.handle
            return entry
        }
        guard case .deleteMessageBatch(let response) = try trial.call(.deleteMessageBatch(action)) else {
            throw Violation("no answer of a batch")
        }
        // The last one comes after its message was deleted, and that is a success.
        #expect(response.successful.map(\.id) == ["c", "e"])
        #expect(
            response.failed == [
                BatchResultErrorEntry(id: "a", error: .receiptHandleExpired(late)),
                BatchResultErrorEntry(id: "b", error: .missingParameter("ReceiptHandle")),
                BatchResultErrorEntry(id: "d", error: .invalidReceiptHandle("junk")),
            ]
        )
    }

    @Test(arguments: StoreKind.both)
    func `CMV-1: an entry says itself what is missing`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        try trial.send("1", to: url)
        let handle = try trial.receiveOne(url).receiptHandle
        var action = ChangeMessageVisibilityBatch()
        action.queueUrl = url
        let changes: [(id: String, handle: String?, seconds: Int?)] = [
            ("a", handle, nil), ("b", handle, 43_201), ("c", nil, 1), ("d", handle, 0),
        ]
        action.entries = changes.map { change in
            var entry = ChangeMessageVisibilityBatch.Entry()
            entry.id = change.id
            entry.receiptHandle = change.handle
            entry.visibilityTimeout = change.seconds
            return entry
        }
        let answer = try trial.call(.changeMessageVisibilityBatch(action))
        guard case .changeMessageVisibilityBatch(let response) = answer else { throw Violation("\(answer)") }
        #expect(response.successful.map(\.id) == ["d"])
        let name = "ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout"
        #expect(
            response.failed == [
                BatchResultErrorEntry(id: "a", error: .missingParameter(name)),
                BatchResultErrorEntry(id: "b", error: .invalidEntryVisibilityTimeout(43_201)),
                BatchResultErrorEntry(id: "c", error: .missingParameter("ReceiptHandle")),
            ]
        )
    }
}
