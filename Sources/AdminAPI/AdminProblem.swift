/// Why a request to the admin API was not carried out.
package struct AdminProblem: Error, Codable, Hashable, Sendable, CustomStringConvertible {
    /// AWS's code where it has one, such as `AWS.SimpleQueueService.NonExistentQueue`; otherwise one of `Code`.
    package var code: String
    /// One sentence: what is wrong.
    package var message: String
    /// What to do about it.
    package var hint: String?

    package init(_ code: String, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    package init(_ code: Code, _ message: String, hint: String? = nil) {
        self.init(code.rawValue, message, hint: hint)
    }

    /// Codes of our own.
    package enum Code: String, Sendable {
        /// No message of that id or number is in the queue.
        case noSuchMessage = "NoSuchMessage"
        /// A parameter or the body of the request cannot be read.
        case badRequest = "BadRequest"
        case noSuchPath = "NoSuchPath"
        case methodNotAllowed = "MethodNotAllowed"
        /// The body of the request, or one of its lines, is larger than the server takes.
        case tooLarge = "TooLarge"
        /// The body is neither `application/json` nor `application/x-ndjson`.
        case wrongContentType = "WrongContentType"
        /// Called by a name that is not the server's.
        case misdirected = "Misdirected"
        /// No bearer token, or another one.
        case unauthorized = "Unauthorized"
        /// Called by a web page of somebody else.
        case forbidden = "Forbidden"
        case notReady = "NotReady"
        /// What was asked for needs a database on disk.
        case notInMemory = "NotInMemory"
        case internalFailure = "InternalFailure"
    }

    package var description: String { hint.map { "\(message) \($0)" } ?? message }
}
