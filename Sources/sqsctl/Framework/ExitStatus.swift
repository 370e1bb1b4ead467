/// What the process's exit code says (sysexits.h, and two of our own).
enum ExitStatus: Int32, Sendable {
    /// Somebody was asked and said no.
    case declined = 2
    /// Some of what was asked for was done; only with --detailed-exit-codes.
    case partial = 3
    /// The command line, or a question without a terminal to ask at.
    case usage = 64
    /// A value that the daemon does not take, or a queue or message that does not exist.
    case data = 65
    /// Nobody answers, or not the one who was meant.
    case unavailable = 69
    /// A mistake in sqsctl or sqsd.
    case bug = 70
    case inputOutput = 74
    /// It took too long, or has to be tried again later.
    case temporary = 75
    case denied = 77
    /// A file of contexts, or an environment variable.
    case configuration = 78
}
