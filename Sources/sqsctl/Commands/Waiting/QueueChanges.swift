import AdminAPI
import AdminClient
import Foundation

/// Tells when it is worth to look at a queue again: after each event, and now and then for what has no event.
struct QueueChanges: Sendable {
    let client: AdminClient
    let queue: QueueReference

    /// Where events come, looking is only for what they do not tell, such as the end of a visibility timeout.
    private static let pause = Duration.seconds(1)
    private static let pauseWithoutEvents = Duration.milliseconds(250)

    /// Looks until `look` finds something, or the time is over.
    ///
    /// - Returns: what it found; `nil` where the time was over.
    func until<Found>(timeout: Duration, _ look: () async throws -> Found?) async throws -> Found? {
        let clock = ContinuousClock()
        let end = clock.now + timeout
        let (changes, told) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let signs = [
            Task { await follow(told) },
            Task {
                try await clock.sleep(until: end)
                told.finish()
            },
        ]
        defer { for sign in signs { sign.cancel() } }
        if let found = try await look() { return found }
        for await _ in changes {
            if let found = try await look() { return found }
        }
        // What came in the last moment counts.
        return try await look()
    }

    private func follow(_ told: AsyncStream<Void>.Continuation) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // A daemon that is older than events, or away for a moment, is asked more often instead.
                while !Task.isCancelled {
                    if let events = try? await client.events(of: [queue]) {
                        told.yield()
                        do {
                            for try await _ in events { told.yield() }
                        } catch {
                            told.yield()
                        }
                    }
                    told.yield()
                    guard (try? await Task.sleep(for: Self.pauseWithoutEvents)) != nil else { return }
                }
            }
            group.addTask {
                while (try? await Task.sleep(for: Self.pause)) != nil { told.yield() }
            }
        }
    }
}
