import QueueStore
import SQSModel

extension StoreBehaviour {
    static let queueCases: [Case] = [
        Case("CQ-1: a new queue has AWS's defaults, its tags and two times") { trial in
            let id = try trial.queue("letters", ["VisibilityTimeout": "45"], tags: ["team": "mail"])
            let record = try required(trial.record(of: id))
            try same(record.address, try StoreTrial.address("letters"))
            try same(record.attributes.visibilityTimeout, 45)
            try same(record.attributes.messageRetentionPeriod, 345_600)
            try same(record.tags, ["team": "mail"])
            try same(record.createdAt, trial.now)
            try same(record.modifiedAt, trial.now)
            try same(record.purgedAt, nil)
            try same(try trial.counts(of: id), MessageCounts())
        },
        Case("CQ-2: a queue with a wrong attribute is not made") { trial in
            let outcome = try trial.apply(trial.definition("letters", ["DelaySeconds": "901"]))
            try refused(outcome, .invalidAttributeValue("DelaySeconds"))
            try same(try trial.queues(), [])
        },
        Case("CQ-2: a RedrivePolicy that names no queue makes none") { trial in
            let policy = redrivePolicy(to: try StoreTrial.address("dead"), after: 3)
            let outcome = try trial.apply(trial.definition("letters", ["RedrivePolicy": policy]))
            try refused(outcome, .redriveTargetDoesNotExist(policy))
            try same(try trial.queues(), [])
        },
        Case("CQ-3: creating a queue again with its own values gives the same queue") { trial in
            let id = try trial.queue("letters", ["VisibilityTimeout": "45"], tags: ["team": "mail"])
            let before = try trial.queues()
            trial.wait(seconds: 1)
            try same(try trial.queue("letters"), id)
            try same(try trial.queue("letters", ["VisibilityTimeout": "045", "DelaySeconds": "0"]), id)
            try same(try trial.queue("letters", tags: ["team": "other"]), id, "CQ-5")
            try same(try trial.queues(), before)
        },
        Case("CQ-3: creating a queue again with another value is refused, by its value of now") {
            trial in
            let id = try trial.queue("letters", ["VisibilityTimeout": "45"])
            try trial.set(["VisibilityTimeout": "46"], of: id)
            let before = try trial.queues()
            try refused(
                try trial.apply(trial.definition("letters", ["DelaySeconds": "0", "VisibilityTimeout": "45"])),
                .queueExists(differingIn: "VisibilityTimeout")
            )
            try same(try trial.queue("letters", ["VisibilityTimeout": "46"]), id)
            try same(try trial.queues(), before)
        },
        Case("CQ-6: a deleted name is blocked for 59,999 ms and free after 60,000") { trial in
            let id = try trial.queue("letters")
            try same(try trial.apply(.deleteQueue(id)).isDone, true)
            trial.wait(milliseconds: 59_999)
            try refused(try trial.apply(trial.definition("letters")), .queueDeletedRecently)
            try same(try trial.queues(), [])
            trial.wait(milliseconds: 1)
            let next = try trial.queue("letters")
            try holds(next != id, "a queue's number is never given to another")
        },
        Case("CQ-6: no quiet time, no blocked name") { trial in
            let id = try trial.queue("letters")
            _ = try trial.apply(.deleteQueue(id))
            let outcome = try trial.apply(trial.definition("letters", quietSeconds: 0))
            guard case .queue(let record) = outcome else { throw Violation("answered \(outcome)") }
            try holds(record.id != id, "a queue's number is never given to another")
            try refused(try trial.apply(.deleteQueue(id)), .queueDoesNotExist)
            try same(try trial.queues(), [record])
        },
        Case("CQ-6: a wrong value is told before the blocked name, as all values before all states") { trial in
            _ = try trial.apply(.deleteQueue(try trial.queue("letters")))
            let outcome = try trial.apply(trial.definition("letters", ["DelaySeconds": "901"]))
            try refused(outcome, .invalidAttributeValue("DelaySeconds"))
        },
        Case("CQ-6: other names are not blocked") { trial in
            _ = try trial.apply(.deleteQueue(try trial.queue("letters")))
            _ = try trial.queue("parcels")
            try same(try trial.queues().map(\.address.name.text), ["parcels"])
        },
        Case("A-8: a change of attributes happens as a whole and moves one time") { trial in
            let id = try trial.queue("letters", ["DelaySeconds": "5"])
            let created = trial.now
            trial.wait(seconds: 3)
            try trial.set(["VisibilityTimeout": "7", "MaximumMessageSize": "2048"], of: id)
            let record = try required(trial.record(of: id))
            try same(record.attributes.delaySeconds, 5)
            try same(record.attributes.visibilityTimeout, 7)
            try same(record.attributes.maximumMessageSize, 2048)
            try same(record.createdAt, created)
            try same(record.modifiedAt, trial.now)

            trial.wait(seconds: 3)
            let changes = [TextEntry("DelaySeconds", "6"), TextEntry("VisibilityTimeout", "43201")]
            try refused(
                try trial.apply(.updateQueue(id, .attributes(changes))),
                .invalidAttributeValue("VisibilityTimeout")
            )
            try same(try trial.record(of: id), record, "a refused change changes nothing")
        },
        Case("A-13: an empty RedrivePolicy takes it away") { trial in
            _ = try trial.queue("dead")
            let policy = redrivePolicy(to: try StoreTrial.address("dead"), after: 3)
            let id = try trial.queue("letters", ["RedrivePolicy": policy])
            try same(try trial.record(of: id)?.attributes.redrivePolicy?.maxReceiveCount, 3)
            try trial.set(["RedrivePolicy": ""], of: id)
            try same(try trial.record(of: id)?.attributes.redrivePolicy, nil)
        },
        Case("A-33: a dead-letter queue can refuse its sources") { trial in
            _ = try trial.queue("dead", ["RedriveAllowPolicy": #"{"redrivePermission":"denyAll"}"#])
            let address = try StoreTrial.address("dead")
            let policy = redrivePolicy(to: address, after: 3)
            let outcome = try trial.apply(trial.definition("letters", ["RedrivePolicy": policy]))
            try refused(outcome, .redriveDenied(policy, target: address.arn))
        },
        Case("PRM-2: permissions are written into the policy and taken out again") { trial in
            let id = try trial.queue()
            let grant = QueuePolicy.Grant(label: "friends", accounts: [.default], actions: ["SendMessage"])
            _ = try trial.apply(.updateQueue(id, .addPermission(grant)))
            try holds(try trial.record(of: id)?.attributes.policy != nil, "there is a policy")
            try refused(try trial.apply(.updateQueue(id, .addPermission(grant))), .labelExists("friends"))
            _ = try trial.apply(.updateQueue(id, .removePermission(label: "friends")))
            try same(try trial.record(of: id)?.attributes.policy, nil)
        },
        Case("TAG-2: tags are replaced, added and removed, and move no time") { trial in
            let id = try trial.queue(tags: ["team": "mail", "stage": "test"])
            let created = trial.now
            trial.wait(seconds: 1)
            _ = try trial.apply(.updateQueue(id, .tag([TextEntry("team", "post"), TextEntry("cost", "")])))
            _ = try trial.apply(.updateQueue(id, .untag(["stage", "never there"])))
            let record = try required(trial.record(of: id))
            try same(record.tags, ["team": "post", "cost": ""])
            try same(record.modifiedAt, created)
            try refused(try trial.apply(.updateQueue(id, .tag([TextEntry("", "x")]))), .invalidTagKey)
            try same(try trial.record(of: id), record)
        },
        Case("DQ-1: a deleted queue takes its messages along and no others") { trial in
            let letters = try trial.queue("letters")
            let parcels = try trial.queue("parcels")
            try trial.send("a", "b", to: letters)
            try trial.send("c", to: parcels)
            try same(try trial.apply(.deleteQueue(letters)).isDone, true)
            try same(try trial.counts(of: parcels), MessageCounts(visible: 1))
            trial.wait(seconds: 60)
            let again = try trial.queue("letters")
            try same(try trial.counts(of: again), MessageCounts())
            try same(try trial.bodies(again), [])
            try same(try trial.bodies(parcels), ["c"])
        },
        Case("DQ-2: every command on a queue that is not there is refused") { trial in
            let known = try trial.queue("letters")
            try trial.send("a", to: known)
            let handle = try trial.receiveOne(known, timeout: 0).handle
            let deleted = try trial.queue("parcels")
            _ = try trial.apply(.deleteQueue(deleted))
            for id in [deleted, QueueID(deleted.number + 1000), QueueID(0), QueueID(-1)] {
                let commands: [StoreCommand] = [
                    .updateQueue(id, .untag(["x"])), .deleteQueue(id), .purgeQueue(id, quietSeconds: 0),
                    .send(SendCommand(queue: id, messages: [trial.message("x")])),
                    .receive(ReceiveCommand(queue: id, limit: 10)), .delete(id, [handle]),
                    .changeVisibility(id, [VisibilityChange(handle: handle, seconds: 9)]), .count(id),
                    .quarantine(id, handle.message),
                ]
                for outcome in try trial.apply(commands) { try refused(outcome, .queueDoesNotExist) }
            }
            try same(try trial.counts(of: known), MessageCounts(visible: 1))
        },
        Case("PQ-1: a purge removes visible, delayed and hidden messages") { trial in
            let id = try trial.queue("letters")
            let other = try trial.queue("parcels")
            try trial.send("a", "b", to: id)
            try trial.send("later", to: id, delay: 10)
            try trial.send("c", to: other)
            let handle = try trial.receiveOne(id).handle
            try same(try trial.counts(of: id), MessageCounts(visible: 1, inFlight: 1, delayed: 1))
            try same(try trial.apply(.purgeQueue(id, quietSeconds: 60)).purged, 3)
            try same(try trial.record(of: id)?.purgedAt, trial.now)
            try same(try trial.counts(of: id), MessageCounts())
            try same(try trial.counts(of: other), MessageCounts(visible: 1))
            try same(try trial.delete(handle, from: id), [.gone], "PQ-4")
            try same(try trial.change(handle, to: 5, in: id), .gone, "PQ-4")
            try trial.send("new", to: id)
            trial.wait(seconds: 30)
            try same(try trial.bodies(id), ["new"])
        },
        Case("PQ-2: a second purge is refused after 59,999 ms and works after 60,000") { trial in
            let id = try trial.queue("letters")
            let purge = StoreCommand.purgeQueue(id, quietSeconds: 60)
            try same(try trial.apply(purge).purged, 0)
            try trial.send("a", to: id)
            trial.wait(milliseconds: 59_999)
            try refused(try trial.apply(purge), .purgeInProgress("letters"))
            try same(try trial.counts(of: id), MessageCounts(visible: 1))
            trial.wait(milliseconds: 1)
            try same(try trial.apply(purge).purged, 1)
            try same(try trial.counts(of: id), MessageCounts())
            try same(try trial.apply(.purgeQueue(id, quietSeconds: 0)).purged, 0, "no quiet time")
            try same(try trial.apply(.purgeQueue(try trial.queue("other"), quietSeconds: 60)).purged, 0, "per queue")
        },
    ]
}

extension Outcome {
    var isDone: Bool {
        guard case .done = self else { return false }
        return true
    }

    /// `nil` unless a queue was purged.
    fileprivate var purged: Int? {
        guard case .purged(let count) = self else { return nil }
        return count
    }
}

/// A RedrivePolicy as a caller would write it.
func redrivePolicy(to queue: QueueAddress, after receives: Int) -> String {
    #"{"deadLetterTargetArn":"\#(queue.arn)","maxReceiveCount":\#(receives)}"#
}

/// Requires something to be there.
func required<Value>(_ value: Value?, file: StaticString = #fileID, line: UInt = #line) throws -> Value {
    guard let value else { throw Violation("there should be a \(Value.self)", file: file, line: line) }
    return value
}
