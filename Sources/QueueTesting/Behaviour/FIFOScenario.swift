import QueueStore

/// One sequence of calls on a FIFO queue and what AWS was recorded to answer: a part of `fifo-ordering.json` (FIF-11).
package struct FIFOScenario: Decodable, Sendable, CustomStringConvertible {
    private struct Step: Decodable {
        let op: Operation
        let group: String?
        let body: String?
        let max: Int?
        let visibilityTimeout: Int?
        let expect: [String]?
        let seconds: Double?
        let timeout: Int?

        enum Operation: String, Decodable {
            case send, receive, wait, delete
            case changeVisibility = "change_visibility"
        }

        enum CodingKeys: String, CodingKey {
            case op, group, body, max, expect, seconds, timeout
            case visibilityTimeout = "visibility_timeout"
        }
    }

    private let name: String
    private let steps: [Step]

    package var description: String { name }

    private enum CodingKeys: String, CodingKey { case name, steps }

    /// The file that holds all of them.
    package struct Collection: Decodable, Sendable {
        package let scenarios: [FIFOScenario]
    }

    /// Plays the scenario to a new store.
    ///
    /// - Throws: a violation at the first answer that differs.
    package func play(on kind: StoreKind) throws {
        let trial = try StoreTrial(of: kind)
        let queue = try trial.fifoQueue()
        var handles: [String: ReceiptHandle] = [:]
        for step in steps {
            // Each call to AWS took its time.
            trial.wait(milliseconds: 1)
            switch step.op {
            case .send: try trial.send(required(step.body), group: required(step.group), to: queue)
            case .receive:
                let batch = try trial.receive(queue, limit: required(step.max), timeout: step.visibilityTimeout)
                try same(batch.messages.map(\.body), required(step.expect), name)
                for message in batch.messages { handles[message.body] = message.handle }
            case .wait: trial.clock.advance(by: .seconds(try required(step.seconds)))
            case .delete:
                let handle = try required(handles[required(step.body)])
                try same(try trial.delete(handle, from: queue), [.done(visibleAt: nil)])
            case .changeVisibility:
                let handle = try required(handles[required(step.body)])
                try holds(try trial.change(handle, to: required(step.timeout), in: queue).isDone, "\(name): changed")
            }
        }
        try trial.close()
    }
}
