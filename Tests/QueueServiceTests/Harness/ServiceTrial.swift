import Dispatch
import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Synchronization

/// The service over one store, with a clock that is moved by hand.
final class ServiceTrial {
    static let endpoint = "http://localhost:9324"
    static let caller = Caller(endpoint: endpoint)

    private(set) var clock: ManualClock
    let observation = StoreObservation()
    private(set) var service: QueueService
    private(set) var writer: StoreWriter
    /// What starting the writer gave.
    private(set) var opened: StoreWriter.Opened
    private let place: Place
    private let setup: Setup
    private let reported = Reports()

    /// What a service is made with.
    struct Setup {
        var waiting = QueueService.Waiting.none
        var observers: [any ServiceObserver] = []
        var autoCreation = AutoCreation()
        var forwarding = Forwarding()
    }

    convenience init(
        _ kind: StoreKind,
        waiting: QueueService.Waiting = .none,
        messagesInFlight: Int = Limits.messagesInFlight
    ) throws {
        try self.init(kind, Setup(waiting: waiting), messagesInFlight: messagesInFlight)
    }

    init(_ kind: StoreKind, _ setup: Setup, messagesInFlight: Int = Limits.messagesInFlight) throws {
        place = Place(try kind.newPlace(messagesInFlight: messagesInFlight))
        self.setup = setup
        clock = ManualClock()
        (writer, opened, service) = try Self.start(place, clock, observation, reported, setup)
    }

    deinit {
        service.drain()
        writer.stop()
    }

    /// What the operator was told.
    var events: [QueueService.Event] { reported.events.withLock { $0 } }

    /// Stops everything and starts it again over the same store, at the same moment.
    func reopen() throws {
        service.drain()
        writer.stop()
        clock = ManualClock(at: clock.now)
        (writer, opened, service) = try Self.start(place, clock, observation, reported, setup)
    }

    private static func start(
        _ place: Place,
        _ clock: ManualClock,
        _ observation: StoreObservation,
        _ reported: Reports,
        _ setup: Setup
    ) throws -> (StoreWriter, StoreWriter.Opened, QueueService) {
        let writer = StoreWriter(
            clock: clock,
            onFailure: { _ in },
            open: { ObservedStore(try place.place.open(), observation) }
        )
        let opened = try writer.start()
        let service = QueueService(
            writer: writer,
            opened: opened,
            clock: clock,
            waiting: setup.waiting,
            generator: SeededGenerator(seed: 7),
            observers: setup.observers,
            autoCreation: setup.autoCreation,
            forwarding: setup.forwarding,
            report: { event in reported.events.withLock { $0.append(event) } }
        )
        return (writer, opened, service)
    }

    // MARK: Calls

    /// Makes a call and lets it wait.
    func begin(_ action: AnyAction, by caller: Caller = ServiceTrial.caller) -> PendingCall {
        PendingCall(action, for: caller, to: service)
    }

    /// Makes a call and returns its answer.
    func answer(_ action: AnyAction) throws -> Result<AnyResponse, SQSError> { try begin(action).wait() }

    /// Makes a call that has to succeed.
    @discardableResult
    func call(_ action: AnyAction) throws -> AnyResponse { try answer(action).get() }

    /// Makes a call that has to fail.
    func error(_ action: AnyAction) throws -> SQSError {
        switch try answer(action) {
        case .success(let response): throw Violation("a call succeeded: \(response)")
        case .failure(let error): return error
        }
    }

    // MARK: Time

    func advance(seconds: Int64) throws { try advance(milliseconds: seconds * 1000) }

    /// Moves the clock and lets happen what is due.
    func advance(milliseconds: Int64) throws {
        clock.advance(milliseconds: milliseconds)
        try settle()
    }

    /// Returns when nothing happens any more by itself: twice in a row the writer had nothing to do but to answer this
    /// question.
    ///
    /// Once would not be enough, as its turn may have begun before the clock was moved.
    func settle() throws {
        var idle = 0
        for _ in 0..<100_000 {
            let isDone = DispatchSemaphore(value: 0)
            writer.submit(.question) { _ in isDone.signal() }
            guard isDone.wait(timeout: .now() + 120) == .success else { throw Violation("the writer hangs") }
            idle = observation.lastWasIdle ? idle + 1 : 0
            if idle == 2 { return }
        }
        throw Violation("the writer never comes to rest")
    }
}

private final class Reports: Sendable {
    let events = Mutex<[QueueService.Event]>([])
}

/// Hands the place of a store to the writer's thread.
///
/// Safe, because a place is used only while a writer starts, and no writer starts before the last one has ended.
private final class Place: @unchecked Sendable {
    let place: any StorePlace

    init(_ place: any StorePlace) { self.place = place }
}
