import QueueStore

/// Those who are told what happens, and the clock that says when.
struct Audience: Sendable {
    private let observers: [any ServiceObserver]
    private let clock: any TimeSource

    init(_ observers: [any ServiceObserver], clock: any TimeSource) {
        self.observers = observers
        self.clock = clock
    }

    var isEmpty: Bool { observers.isEmpty }

    var wantsMessageIds: Bool { observers.contains { $0.wantsMessageIds } }

    /// Tells everybody, on the writer's thread; where there is nobody the event is not made.
    func hear(_ event: @autoclosure () -> ServiceEvent) {
        guard !observers.isEmpty else { return }
        let event = event()
        let now = clock.now
        for observer in observers { observer.observe(event, at: now) }
    }
}

/// Passes on what the writer's housekeeping removes.
struct ExpiryWatch: WriterWatcher {
    let audience: Audience

    func committed(commands: Int, in time: Duration) {}

    func failed(_ error: StoreError) {}

    func expired(_ counts: [QueueID: Int]) {
        for (queue, count) in counts where count > 0 { audience.hear(.expired(queue, count: count)) }
    }
}
