/// What the process's exit code says (sysexits.h).
enum ExitReason: Int32 {
    /// `sqsd health`: the daemon does not answer.
    case unhealthy = 1
    /// A second signal came before the first one's work was done.
    case impatience = 2
    /// The command line, or a directory that it names and that holds data already.
    case usage = 64
    /// A backup is damaged, or none that this sqsd can read.
    case data = 65
    /// An address or the data directory is another program's.
    case unavailable = 69
    /// The store cannot be read or written.
    case inputOutput = 74
    /// The configuration, or the database's version, is not one to work with.
    case configuration = 78
}

/// Why the daemon did not start or could not go on, in words for whoever has to do something about it.
struct Fatality: Error, CustomStringConvertible {
    let reason: ExitReason
    let description: String

    init(_ reason: ExitReason, _ description: String) {
        self.reason = reason
        self.description = description
    }
}
