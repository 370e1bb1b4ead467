import Dispatch
import QueueStore
import SQSModel

/// Copies of the database that are made while others go on.
final class StoreBackups: Sendable {
    private let reader: (any QueueReader)?
    private let pace: BackupPace
    /// Waits for the disk, with slices of several backups in turn: neither callers nor other reads wait behind it.
    private let thread = DispatchQueue(label: "backups")

    /// - Parameters:
    ///   - reader: `nil` where the store keeps nothing on disk that could be copied.
    ///   - pace: how much of the disk is left to others.
    init(_ reader: (any QueueReader)?, pace: BackupPace) {
        self.reader = reader
        self.pace = pace
    }

    /// Copies the database into a new file; nobody waits for it but who asked.
    ///
    /// - Parameter path: of the file, of which nothing stays where this throws.
    /// - Throws: why there is no copy, with its cause, as this is for operators only: P-UNAVAILABLE, also when the task was
    ///   cancelled, or A-6's code where there is nothing on disk.
    func backUp(to path: String) async throws(SQSError) {
        guard let reader else {
            throw .unsupportedOperation(
                "The queues are kept in memory only, so there is no database to copy. Export them instead."
            )
        }
        do {
            let backup = try await onThread { () throws(StoreError) in try reader.beginBackup(to: path) }
            try await carryOut(backup)
        } catch is CancellationError {
            throw .unavailable("The database was not copied: who asked for it is gone, or sqsd ends.")
        } catch {
            throw .unavailable("The database was not copied: \(error).")
        }
    }

    private func carryOut(_ backup: any StoreBackup) async throws {
        do {
            var hasMore = true
            while hasMore {
                try Task.checkCancellation()
                hasMore = try await pace.work { () async throws(StoreError) in
                    try await onThread { () throws(StoreError) in try backup.advance() }
                }
            }
        } catch {
            // Removing a large file can take a while, too.
            await onThread { backup.end() }
            throw error
        }
    }

    private func onThread<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result = await withCheckedContinuation { continuation in
            thread.async { continuation.resume(returning: Result { () throws(Failure) in try body() }) }
        }
        return try result.get()
    }
}
