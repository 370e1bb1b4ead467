/// Asks again and again until a condition holds, for a minute at most: a machine that is busy may take its time.
///
/// For what real sockets, processes and event loops do. The rest has a `ManualClock` or a `Gate`.
///
/// - Returns: whether it came to hold.
/// - Throws: what the condition throws, or `CancellationError`.
package func eventually(_ condition: () throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(60)
    while try !condition() {
        guard ContinuousClock.now < end else { return false }
        try await Task.sleep(for: .milliseconds(2))
    }
    return true
}
