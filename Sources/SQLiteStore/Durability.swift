/// What to do with a write-ahead log that is damaged in the middle.
package enum DamagedLogPolicy: String, CaseIterable, Hashable, Sendable {
    /// Do not open the store.
    case refuse
    /// Set a copy of the log aside and open the store with what is in front of the damage.
    case accept
}

/// What an acknowledged call survives.
package enum Durability: String, CaseIterable, Hashable, Sendable {
    /// A power cut: each commit is synced to the disk before its calls are answered.
    case full
    /// A killed process, not a power cut: the operating system writes when it likes.
    case normal
    /// Nothing: all is gone when the process ends. For throw-away tests.
    case memory
}
