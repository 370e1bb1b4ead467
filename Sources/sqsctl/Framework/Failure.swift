import AdminAPI
import AdminClient
import Foundation

/// Why a command was not carried out, in words for whoever has to do something about it.
struct Failure: Error, Equatable {
    let status: ExitStatus
    /// AWS's code, or one of the admin API's.
    var code: String?
    /// One sentence: what is wrong.
    let message: String
    /// What to do next.
    var hint: String?

    init(_ status: ExitStatus, _ message: String, code: String? = nil, hint: String? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.hint = hint
    }
}

extension Failure {
    /// Any error, in our words.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let failure as ClientFailure: self.init(failure)
        case let problem as AdminProblem: self.init(problem, httpStatus: 400, queue: nil)
        case is CancellationError: self.init(.declined, "It was interrupted.")
        case let error as CocoaError where error.isFileError: self.init(.inputOutput, error.localizedDescription)
        default: self.init(.bug, "\(error)", hint: "This should not happen. --debug shows what went over the wire.")
        }
    }

    init(_ failure: ClientFailure) {
        switch failure {
        case .unreachable(let address, let reason):
            self.init(
                .unavailable,
                "No sqsd can be reached at \(address): \(reason).",
                hint: "Start one with `sqsd`, or say where it is: --endpoint, SQSCTL_ENDPOINT."
            )
        case .timedOut(let address):
            self.init(.temporary, "\(address) did not answer in time.", hint: "--timeout gives it longer.")
        case .notThisAPI(let address, let reason):
            self.init(
                .unavailable,
                "\(address) is not the admin API of this sqsd: \(reason).",
                hint: "`sqsctl endpoint` says where the address comes from."
            )
        case .brokenOff(let address, let reason):
            self.init(.unavailable, "The answer of \(address) broke off: \(reason).", hint: "`sqsctl status`")
        case .refused(let problem, let status, let queue):
            self.init(problem, httpStatus: status, queue: queue)
        }
    }

    init(_ problem: AdminProblem, httpStatus: Int, queue: QueueReference?) {
        self.init(
            ExitStatus(of: problem, httpStatus: httpStatus),
            problem.message,
            code: problem.code,
            hint: problem.hint ?? Advice.text(for: problem, on: queue)
        )
    }

    /// What the system would not do with a file, and why: `path`, `cannot be read`, and what `errno` was.
    static func file(_ path: String, _ what: String, _ number: Int32) -> Failure {
        let hint: String? =
            switch number {
            case ENOENT: "Look whether the name is right, and whether its directory is there."
            case EACCES, EPERM, EROFS: "Give a file that you may use, or have its owner let you."
            case ENOSPC, EDQUOT: "Make room on that disk, or give a file on another."
            default: nil
            }
        return Failure(.inputOutput, "\(path) \(what): \(String(cString: strerror(number))).", hint: hint)
    }
}

extension AdminProblem {
    static let nonExistentQueue = "AWS.SimpleQueueService.NonExistentQueue"
}

extension ExitStatus {
    init(of problem: AdminProblem, httpStatus: Int) {
        self =
            switch (problem.code, httpStatus) {
            case ("RequestThrottled", _), ("ThrottlingException", _), ("OverLimit", _),
                ("AWS.SimpleQueueService.PurgeQueueInProgress", _),
                ("AWS.SimpleQueueService.QueueDeletedRecently", _):
                .temporary
            case (AdminProblem.Code.internalFailure.rawValue, _), ("InternalError", _): .bug
            // A daemon of another time has other paths.
            case (AdminProblem.Code.notReady.rawValue, _), (AdminProblem.Code.noSuchPath.rawValue, _): .unavailable
            case (_, 401), (_, 403): .denied
            case (_, 408), (_, 429): .temporary
            case (_, 502...504): .unavailable
            case (_, 500...): .bug
            default: .data
            }
    }
}

extension CocoaError {
    /// The range that Foundation keeps for files, NSFileErrorMinimum to NSFileErrorMaximum and around.
    fileprivate var isFileError: Bool { (4...1023).contains(code.rawValue) }
}
