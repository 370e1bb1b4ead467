import Dispatch
import QueueStore
import QueueTesting
import SQSModel
import Synchronization
import Testing

@Suite("The writer")
struct StoreWriterTests {
    @Test func `a lone command is carried out at once`() throws {
        let writer = try WriterTrial()
        let queue = try writer.createQueue()
        guard case .counted(let counts) = try writer.outcome(of: .count(queue)) else {
            Issue.record("count is answered with counts")
            return
        }
        #expect(counts == MessageCounts())
        writer.stop()
    }

    @Test func `what comes during a commit is carried out together, and answered in order`() throws {
        let writer = try WriterTrial()
        let queue = try writer.createQueue()
        let gate = Gate()
        writer.control.hold(at: gate)
        let answers = Answers()
        writer.submit(.send(writer.message(for: queue)), to: answers)
        gate.waitForArrival()
        for _ in 0..<50 { writer.submit(.send(writer.message(for: queue)), to: answers) }
        gate.open()
        answers.wait(for: 51)
        #expect(writer.control.batches == [1, 1, 50])
        #expect(answers.order == Array(0..<51))
        #expect(answers.areSentInOrder)
        writer.stop()
    }

    @Test func `commands that are handed over together are in one commit, one behind the other`() throws {
        let writer = try WriterTrial()
        let queue = try writer.createQueue()
        let answers = Answers()
        writer.submitTogether([.send(writer.message(for: queue)), .send(writer.message(for: queue))], to: answers)
        answers.wait(for: 2)
        #expect(writer.control.batches == [1, 2])
        #expect(answers.order == [0, 1])
        #expect(answers.areSentInOrder)
        writer.stop()
        writer.submitTogether([.count(queue), .count(queue)], to: answers)
        answers.wait(for: 2)
        #expect(answers.results[2]?.error == .closed)
        #expect(answers.results[3]?.error == .closed)
    }

    @Test func `a full disk refuses what needs room and lets the rest of the batch pass`() throws {
        let writer = try WriterTrial()
        let queue = try writer.createQueue()
        _ = try writer.outcome(of: .send(writer.message(for: queue)))
        guard case .received(let batch) = try writer.outcome(of: .receive(ReceiveCommand(queue: queue, limit: 1)))
        else {
            Issue.record("there is a message")
            return
        }
        writer.control.add(.sends(.full("no room")))
        let gate = Gate()
        writer.control.hold(at: gate)
        let first = Answers()
        writer.submit(.count(queue), to: first)
        gate.waitForArrival()
        let answers = Answers()
        writer.submit(.send(writer.message(for: queue)), to: answers)
        writer.submit(.delete(queue, batch.messages.map(\.handle)), to: answers)
        writer.submit(.send(writer.message(for: queue)), to: answers)
        writer.submit(.count(queue), to: answers)
        gate.open()
        answers.wait(for: 4)
        let results = answers.results
        #expect(results[0]?.error == .full("no room"))
        #expect(results[1]?.handled == [.done(visibleAt: nil)])
        #expect(results[2]?.error == .full("no room"))
        #expect(results[3]?.counts == MessageCounts())
        #expect(answers.timesAnswered == [1, 1, 1, 1])

        writer.control.heal()
        #expect(try writer.outcome(of: .send(writer.message(for: queue))).isSent)
        #expect(writer.failures == [], "a full disk passes")
        writer.stop()
    }

    @Test func `a disk too full for deletes refuses them too, and recovers`() throws {
        let writer = try WriterTrial()
        let queue = try writer.createQueue()
        writer.control.add(.everyApply(.full("no room at all")))
        #expect(throws: StoreError.full("no room at all")) { try writer.outcome(of: .count(queue)) }
        #expect(throws: StoreError.full("no room at all")) {
            try writer.outcome(of: .send(writer.message(for: queue)))
        }
        writer.control.heal()
        #expect(try writer.outcome(of: .send(writer.message(for: queue))).isSent)
        #expect(writer.failures == [])
        writer.stop()
    }

    @Test func `a failed store fails all that waits and all that comes, and is told of once`() throws {
        let writer = try WriterTrial()
        let queue = try writer.createQueue()
        let error = StoreError.failed("sync")
        let gate = Gate()
        writer.control.add(.apply(2, error))
        writer.control.hold(at: gate)
        let answers = Answers()
        writer.submit(.count(queue), to: answers)
        gate.waitForArrival()
        for _ in 0..<9 { writer.submit(.count(queue), to: answers) }
        gate.open()
        answers.wait(for: 10)
        writer.submit(.count(queue), to: answers)
        answers.wait(for: 1)
        #expect(answers.results[0]?.error == error)
        #expect((1..<10).allSatisfy { answers.results[$0]?.error == error })
        #expect(answers.results[10]?.error == .closed || answers.results[10]?.error == error)
        #expect(answers.timesAnswered == Array(repeating: 1, count: 11))
        writer.stop()
        #expect(writer.failures == [error])
        #expect(!writer.control.isClosed, "what is on disk is unknown: it is left as it is")
    }

    @Test func `a store that cannot be opened says why, and nothing runs`() throws {
        struct Missing: Error {}
        let writer = StoreWriter(clock: ManualClock(), onFailure: { _ in }, open: { throw Missing() })
        #expect(throws: Missing.self) { try writer.start() }
        let answers = Answers()
        answers.expect { writer.submit(.count(QueueID(1)), completion: $0) }
        answers.wait(for: 1)
        #expect(answers.results[0]?.error == .closed)
    }

    @Test func `stopping carries out what was handed over, closes the store, and refuses what comes`() throws {
        let writer = try WriterTrial()
        let queue = try writer.createQueue()
        let gate = Gate()
        writer.control.hold(at: gate)
        let answers = Answers()
        for _ in 0..<20 { writer.submit(.send(writer.message(for: queue)), to: answers) }
        gate.waitForArrival()
        for _ in 0..<20 { writer.submit(.send(writer.message(for: queue)), to: answers) }
        let stopped = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            writer.stop()
            stopped.signal()
        }
        gate.open()
        stopped.wait()
        answers.wait(for: 40)
        #expect(answers.results.values.allSatisfy { $0.outcome?.isSent == true })
        #expect(writer.control.isClosed)
        writer.submit(.count(queue), to: answers)
        answers.wait(for: 1)
        #expect(answers.results[40]?.error == .closed)
        writer.stop()
        #expect(writer.failures == [])
    }
}

@Suite("The writer and time")
struct StoreWriterTimeTests {
    @Test func `an agent is called when it asked to be, and not before`() throws {
        let writer = try WriterTrial()
        let agent = CountingAgent(every: .seconds(10), from: writer.clock.now)
        writer.add(agent)
        writer.poke()
        agent.waitForTurn(at: writer.clock.now)
        let turns = agent.turns
        writer.clock.advance(by: .milliseconds(9_999))
        _ = try writer.createQueue()
        #expect(agent.calls == 0)
        writer.clock.advance(by: .milliseconds(1))
        agent.waitForCall()
        #expect(agent.calls == 1)
        writer.clock.advance(by: .seconds(10))
        agent.waitForCall()
        #expect(agent.calls == 2)
        // Each of six causes is worth a turn or two; a writer that spins has thousands.
        #expect(agent.turns - turns < 20)
        writer.stop()
    }

    @Test func `an agent's commands are carried out in the same turn`() throws {
        let writer = try WriterTrial()
        let queue = try writer.createQueue()
        let answers = Answers()
        let agent = SubmittingAgent { writer.submit(.count(queue), to: answers) }
        writer.add(agent)
        writer.poke()
        answers.wait(for: 1)
        #expect(answers.results[0]?.counts == MessageCounts())
        writer.stop()
    }

    @Test func `an agent that is poked during its own turn gets another one`() throws {
        let writer = try WriterTrial()
        let gate = Gate()
        let agent = HeldAgent(atTurn: 2, gate: gate)
        writer.add(agent)
        writer.poke()
        #expect(agent.waitForTurns(1))
        writer.poke()
        gate.waitForArrival()
        writer.poke()
        gate.open()
        #expect(agent.waitForTurns(2), "what the agent did not know yet in its second turn, it learns in a third")
        writer.stop()
    }

    @Test func `housekeeping comes when it is due, once, and without a command`() throws {
        let writer = try WriterTrial()
        writer.control.scheduleHousekeeping(at: writer.clock.now.adding(seconds: 60))
        _ = try writer.createQueue()
        writer.clock.advance(by: .milliseconds(59_999))
        _ = try? writer.outcome(of: .count(QueueID(9)))
        #expect(writer.control.housekeepings == 0)
        writer.clock.advance(by: .milliseconds(1))
        writer.settle()
        #expect(writer.control.housekeepings == 1)
        writer.stop()
    }

    @Test func `on a full disk housekeeping waits a second before it tries again`() throws {
        let writer = try WriterTrial()
        writer.control.add(.housekeeping(.full("no room")))
        writer.control.scheduleHousekeeping(at: writer.clock.now)
        writer.settle()
        #expect(writer.control.housekeepings == 1)
        writer.clock.advance(by: .milliseconds(999))
        writer.settle()
        #expect(writer.control.housekeepings == 1)
        writer.clock.advance(by: .milliseconds(1))
        writer.settle()
        #expect(writer.control.housekeepings == 2)
        writer.control.heal()
        writer.clock.advance(by: .seconds(1))
        writer.settle()
        #expect(writer.control.housekeepings == 3)
        writer.clock.advance(by: .seconds(100))
        writer.settle()
        #expect(writer.control.housekeepings == 3)
        #expect(writer.failures == [])
        writer.stop()
    }

    @Test func `housekeeping that fails for good ends the store`() throws {
        let writer = try WriterTrial()
        writer.control.add(.housekeeping(.failed("read")))
        writer.control.scheduleHousekeeping(at: writer.clock.now)
        writer.poke()
        writer.stop()
        #expect(writer.failures == [.failed("read")])
    }

    @Test func `an idle writer does nothing, however much time passes`() throws {
        let writer = try WriterTrial()
        let agent = CountingAgent(every: nil, from: writer.clock.now)
        writer.add(agent)
        writer.settle()
        let turns = agent.turns
        let batches = writer.control.batches.count
        for _ in 0..<10 { writer.clock.advance(by: .seconds(3600)) }
        writer.settle()
        // A turn or two per move of the clock at most, and those of settling.
        #expect(agent.turns - turns <= 30)
        #expect(writer.control.batches.count - batches == 3)
        writer.stop()
    }
}

@Suite("The writer under many threads")
struct StoreWriterLoadTests {
    @Test func `a hundred thousand commands of eight threads are answered once each, in each thread's order`() throws {
        let writer = try WriterTrial()
        let queue = try writer.createQueue()
        let threads = 8
        let perThread = 12_500
        let answers = (0..<threads).map { _ in Answers() }
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
            for index in 0..<perThread {
                if index.isMultiple(of: 2500) { writer.poke() }
                writer.submit(.count(queue), to: answers[thread])
            }
        }
        for answer in answers {
            answer.wait(for: perThread)
            #expect(answer.order == Array(0..<perThread))
            #expect(answer.timesAnswered.allSatisfy { $0 == 1 })
        }
        #expect(writer.control.batches.reduce(0, +) == threads * perThread + 1)
        writer.stop()
    }

    @Test func `stopping in the middle of it answers everybody`() throws {
        let writer = try WriterTrial()
        let queue = try writer.createQueue()
        let answers = (0..<4).map { _ in Answers() }
        DispatchQueue.concurrentPerform(iterations: 5) { thread in
            if thread == 4 {
                answers[0].wait(for: 100)
                writer.stop()
            } else {
                for _ in 0..<10_000 { writer.submit(.count(queue), to: answers[thread]) }
            }
        }
        answers[0].wait(for: 9_900)
        for answer in answers.dropFirst() { answer.wait(for: 10_000) }
        for answer in answers {
            #expect(answer.timesAnswered.allSatisfy { $0 == 1 })
            let results = answer.inOrder
            let carriedOut = results.prefix { $0.outcome != nil }.count
            #expect(results.dropFirst(carriedOut).allSatisfy { $0.error == .closed }, "after the end comes nothing")
        }
    }
}
