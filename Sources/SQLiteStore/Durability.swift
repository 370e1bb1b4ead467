/// What an acknowledged call survives.
package enum Durability: String, CaseIterable, Hashable, Sendable {
    /// A power cut: each commit is synced to the disk before its calls are answered.
    case full
    /// A killed process, not a power cut: the operating system writes when it likes.
    case normal
    /// Nothing: all is gone when the process ends. For throw-away tests.
    case memory
}
