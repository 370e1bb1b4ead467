import QueueService
import QueueTesting
import SQSModel
import Testing

@Suite("Move tasks")
struct MoveTaskTests {
    /// A dead-letter queue with some messages, and the queue that they came from.
    private func trial(_ kind: StoreKind, messages: Int) throws -> (ServiceTrial, source: String) {
        let trial = try ServiceTrial(kind)
        try trial.queue("dead")
        let url = try trial.queue("letters", deadLetters: "dead")
        for index in 0..<messages { try trial.send("\(index)", to: url) }
        var left = messages
        while left > 0 { left -= try trial.receive(url, hide: 0).count }
        #expect(try trial.receive(url).isEmpty)
        return (trial, url)
    }

    private func start(_ trial: ServiceTrial, rate: Int?, to destination: String? = nil) throws -> String {
        var action = StartMessageMoveTask()
        action.sourceArn = ServiceTrial.arn("dead")
        action.destinationArn = destination
        action.maxNumberOfMessagesPerSecond = rate
        guard case .startMessageMoveTask(let response) = try trial.call(.startMessageMoveTask(action)) else {
            throw Violation("no task")
        }
        return response.taskHandle
    }

    private func tasks(_ trial: ServiceTrial) throws -> [ListMessageMoveTasks.Entry] {
        var action = ListMessageMoveTasks()
        action.sourceArn = ServiceTrial.arn("dead")
        action.maxResults = 10
        guard case .listMessageMoveTasks(let response) = try trial.call(.listMessageMoveTasks(action)) else {
            throw Violation("no tasks")
        }
        return response.results
    }

    private func cancel(_ handle: String) -> AnyAction {
        var action = CancelMessageMoveTask()
        action.taskHandle = handle
        return .cancelMessageMoveTask(action)
    }

    @Test(arguments: StoreKind.both, [1, 7, 15, 99, 499])
    func `MV-4: no second sees more messages than the rate, and each sees as many`(kind: StoreKind, rate: Int) throws {
        let (trial, _) = try trial(kind, messages: min(2 * rate + 5, 250))
        _ = try start(trial, rate: rate)
        // What had been moved at each tenth of a second.
        var moved: [Int] = []
        for _ in 0..<25 {
            try trial.settle()
            moved.append(try tasks(trial)[0].approximateNumberOfMessagesMoved)
            try trial.advance(milliseconds: 100)
        }
        let all = min(2 * rate + 5, 250)
        for begin in 0..<15 {
            let before = begin == 0 ? 0 : moved[begin - 1]
            let second = moved[begin + 9] - before
            #expect(second <= rate)
            #expect(second == min(rate, all - before))
        }
    }

    @Test(arguments: StoreKind.both)
    func `MV-8: a task tells how far it is, and at last that it is done`(kind: StoreKind) throws {
        let (trial, url) = try trial(kind, messages: 5)
        let handle = try start(trial, rate: 2)
        try trial.settle()
        let running = try tasks(trial)[0]
        #expect(running.taskHandle == handle)
        #expect(running.status == "RUNNING")
        #expect(running.approximateNumberOfMessagesToMove == 5)
        #expect(running.approximateNumberOfMessagesMoved == 1)
        #expect(running.maxNumberOfMessagesPerSecond == 2)
        #expect(running.destinationArn == nil)
        for _ in 0..<40 { try trial.advance(milliseconds: 100) }
        let done = try tasks(trial)[0]
        #expect(done.taskHandle == nil)
        #expect(done.status == "COMPLETED")
        #expect(done.approximateNumberOfMessagesMoved == 5)
        #expect(try trial.receive(url).count == 5)
    }

    @Test(arguments: StoreKind.both)
    func `MV-7: a task goes on after a restart without being asked`(kind: StoreKind) throws {
        for _ in 0..<20 {
            let (trial, url) = try trial(kind, messages: 3)
            _ = try start(trial, rate: 1)
            try trial.settle()
            try trial.reopen()
            for _ in 0..<4 { try trial.advance(seconds: 1) }
            #expect(try tasks(trial)[0].status == "COMPLETED")
            #expect(try trial.receive(url).count == 3)
        }
    }

    @Test(arguments: StoreKind.both)
    func `MV-10: what was moved before a task was cancelled stays moved`(kind: StoreKind) throws {
        let (trial, url) = try trial(kind, messages: 5)
        let handle = try start(trial, rate: 1)
        try trial.settle()
        #expect(try trial.error(again) == .moveTaskIsRunning)
        try trial.advance(seconds: 1)
        let answer = try trial.call(cancel(handle))
        #expect(answer == .cancelMessageMoveTask(.init(approximateNumberOfMessagesMoved: 2)))
        try trial.advance(seconds: 10)
        #expect(try tasks(trial)[0].status == "CANCELLED")
        #expect(try trial.receive(url).count == 2)
        #expect(try trial.error(cancel(handle)) == .taskDoesNotExist)
    }

    private var again: AnyAction {
        var action = StartMessageMoveTask()
        action.sourceArn = ServiceTrial.arn("dead")
        return .startMessageMoveTask(action)
    }

    @Test(arguments: StoreKind.both)
    func `MV-9: a task ends when its destination is gone`(kind: StoreKind) throws {
        let (trial, _) = try trial(kind, messages: 3)
        let other = try trial.queue("other")
        _ = try start(trial, rate: 1, to: ServiceTrial.arn("other"))
        try trial.settle()
        try trial.deleteQueue(other)
        try trial.advance(seconds: 1)
        let task = try tasks(trial)[0]
        #expect(task.status == "FAILED")
        #expect(task.failureReason == "AWS.SimpleQueueService.NonExistentQueue")
        #expect(task.destinationArn == ServiceTrial.arn("other"))
        #expect(task.approximateNumberOfMessagesMoved == 1)
    }

    @Test(arguments: StoreKind.both)
    func `MV-3: a message that nobody moved there has no way back`(kind: StoreKind) throws {
        let (trial, _) = try trial(kind, messages: 0)
        try trial.send("stray", to: ServiceTrial.url("dead"))
        _ = try start(trial, rate: nil)
        try trial.settle()
        let task = try tasks(trial)[0]
        #expect(task.status == "FAILED")
        #expect(task.failureReason == "CouldNotDetermineMessageSource")
        #expect(try trial.receiveOne(ServiceTrial.url("dead")).body == "stray")
    }

    @Test(arguments: StoreKind.both)
    func `MV-4: without a rate all goes at once, and new tasks come first in the list`(kind: StoreKind) throws {
        let (trial, url) = try trial(kind, messages: 250)
        _ = try start(trial, rate: nil)
        try trial.settle()
        _ = try start(trial, rate: 500)
        try trial.settle()
        #expect(try trial.attribute("ApproximateNumberOfMessages", of: url) == "250")
        #expect(try tasks(trial).map(\.approximateNumberOfMessagesMoved) == [0, 250])
    }
}
