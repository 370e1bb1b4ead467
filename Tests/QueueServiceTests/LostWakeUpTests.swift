import QueueService
import QueueTesting
import SQSModel
import Testing

@Suite("Lost wake-ups")
struct LostWakeUpTests {
    /// Everything that callers do, at random; whenever all is quiet, no poll waits while there is something for it.
    @Test(arguments: StoreKind.both, 1...12)
    func `RCV-6: no poll waits beside a message that it could have`(kind: StoreKind, seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let trial = try ServiceTrial(kind, messagesInFlight: 6)
        try trial.queue("dead\(seed % 2 == 0 ? "" : ".fifo")")
        let suffix = seed % 2 == 0 ? "" : ".fifo"
        let url = try trial.queue("letters\(suffix)", deadLetters: "dead\(suffix)", after: 3)
        var polls: [PendingCall] = []
        var handles: [String] = []
        var sent = 0
        for step in 0..<150 {
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                switch Int.random(in: 0..<10, using: &random) {
                case 0...2:
                    let wait = Int.random(in: 1...20, using: &random)
                    let max = Int.random(in: 1...3, using: &random)
                    let hide = random.pick(0, 1, 5, 30)
                    let target = random.happens(percent: 80) ? url : ServiceTrial.url("dead\(suffix)")
                    let action = ServiceTrial.receiving(target, wait: wait, max: max, hide: hide)
                    polls.append(trial.begin(.receiveMessage(action)))
                case 3...5:
                    sent += 1
                    let delay = suffix.isEmpty && random.happens(percent: 30) ? random.pick(1, 3) : nil
                    let group = suffix.isEmpty ? nil : random.pick("a", "b")
                    try trial.send("\(sent)", to: url, delay: delay, group: group)
                case 6:
                    guard let handle = handles.randomElement(using: &random) else { continue }
                    _ = try trial.answer(ServiceTrial.deleting(handle, from: url))
                case 7:
                    guard let handle = handles.randomElement(using: &random) else { continue }
                    let seconds = random.pick(0, 2, 10)
                    _ = try trial.answer(ServiceTrial.changing(handle, to: seconds, in: url))
                case 8: trial.clock.advance(milliseconds: Int64.random(in: 1...3000, using: &random))
                default: polls.randomElement(using: &random)?.abandon()
                }
            }
            try trial.settle()
            for poll in polls {
                guard case .receiveMessage(let response) = try poll.answer()?.get() else { continue }
                handles += response.messages.map(\.receiptHandle)
            }
            polls = try polls.filter { try $0.answer() == nil }
            try look(trial, ["letters\(suffix)", "dead\(suffix)"], at: step, seed)
        }
        trial.clock.advance(milliseconds: 20_000)
        try trial.settle()
        for poll in polls { #expect(try poll.answer() != nil, "seed \(seed)") }
    }

    /// Asks each queue for a message, and lets it be at once; a poll that waits must not have had it.
    ///
    /// The question itself wakes the next poll if it finds something. So what it finds is a message that nobody has been
    /// woken for, unless nobody waits.
    private func look(_ trial: ServiceTrial, _ queues: [String], at step: Int, _ seed: Int) throws {
        for queue in queues {
            let url = ServiceTrial.url(queue)
            let sentinel = trial.begin(.receiveMessage(ServiceTrial.receiving(url, wait: 20, max: 1, hide: 0)))
            try trial.settle()
            // Standing at the end of the line, it is answered at once only where no line was.
            let isFree = try sentinel.answer() != nil
            guard !isFree else { continue }
            sentinel.abandon()
            let answer = try trial.answer(.receiveMessage(ServiceTrial.receiving(url, max: 1, hide: 0)))
            // A queue at its limit has nothing to give.
            guard case .success(.receiveMessage(let response)) = answer else { continue }
            #expect(response.messages.isEmpty, "seed \(seed), step \(step), \(queue): \(response.messages.map(\.body))")
        }
    }
}
