internal import AdminAPI
internal import SQSModel

/// What a caller is told of an error, and with which status.
struct Failure {
    let problem: AdminProblem
    let status: Int

    init(_ error: any Error) {
        switch error {
        case let problem as AdminProblem:
            self.problem = problem
            status = AdminProblem.Code(rawValue: problem.code)?.status ?? 500
        case let error as SQSError:
            problem = AdminProblem(error.code.query, error.message)
            status = error.code.status
        case let error as DecodingError:
            problem = AdminProblem(.badRequest, "The body cannot be read: \(error.inWords)")
            status = 400
        case is CancellationError:
            // Or its client is gone, and hears nothing.
            problem = AdminProblem(.notReady, "The request was given up, because the server ends.")
            status = 503
        default:
            problem = AdminProblem(.internalFailure, "The request failed inside the server. Its log names the cause.")
            status = 500
        }
    }

    /// Whether the operator has to know what it was.
    var isOurs: Bool { status == 500 }
}

extension AdminProblem.Code {
    fileprivate var status: Int {
        switch self {
        case .badRequest: 400
        case .unauthorized: 401
        case .forbidden: 403
        case .noSuchPath, .noSuchMessage: 404
        case .methodNotAllowed: 405
        case .notInMemory: 409
        case .tooLarge: 413
        case .wrongContentType: 415
        case .misdirected: 421
        case .internalFailure: 500
        case .notReady: 503
        }
    }
}

extension DecodingError {
    /// What is wrong, and where.
    var inWords: String {
        switch self {
        case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing."
        case .valueNotFound(_, let context): "\(place(context.codingPath)) has no value."
        case .typeMismatch(let type, let context): "\(place(context.codingPath)) is no \(type)."
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? context.debugDescription : "\(place(context.codingPath)): \(context.debugDescription)"
        @unknown default: "it is no value of this API."
        }
    }

    private func place(_ path: [any CodingKey]) -> String {
        let names = path.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue.capitalizingFirst)" }
        return String(names.joined().drop { $0 == "." })
    }
}

extension String {
    fileprivate var capitalizingFirst: String { prefix(1).uppercased() + dropFirst() }
}
