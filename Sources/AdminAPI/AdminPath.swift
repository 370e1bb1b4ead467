import Foundation

/// The addresses of the admin API.
///
/// A queue stands in a path by its name or, percent-encoded, by its ARN; `region` and `account` in the query say whose it is
/// where that is not the default's. Whoever changes a path in a way that old clients notice makes it `/v2`.
package enum AdminPath {
    package static let prefix = "/v1"

    // MARK: Without a version, and without a token: for supervisors

    /// GET: whether the process turns over.
    package static let live = "/livez"
    /// GET: whether calls are answered; 503 until the declared queues are there, when ending, and when the store fails.
    package static let ready = "/readyz"
    /// GET: the same as `ready`.
    package static let health = "/health"
    /// GET: Prometheus's text format; needs the token.
    package static let metrics = "/metrics"

    // MARK: The daemon

    /// GET, answered with `VersionInfo`.
    package static let version = "\(prefix)/version"
    /// GET, answered with `DaemonStatus`.
    package static let status = "\(prefix)/status"
    /// GET: the description of this API, in YAML.
    package static let openAPI = "\(prefix)/openapi.yaml"
    /// GET, answered with server-sent events, each with a `LiveEvent` as its data.
    ///
    /// Query: `queue` (repeatable), `kind` (repeatable).
    package static let events = "\(prefix)/events"
    /// GET, answered with the database as a file, made while others go on.
    package static let backup = "\(prefix)/backup"
    /// GET, answered with lines of `TransferLine`.
    ///
    /// Query: `queue` (repeatable; all when absent), `definitions` and `messages`
    /// (`true` unless `false`).
    package static let export = "\(prefix)/export"
    /// POST of lines of `TransferLine`, answered with lines of `ImportProgress`.
    ///
    /// Query: `newIds` (`true`: messages get new ids),
    /// `dryRun`.
    package static let `import` = "\(prefix)/import"
    /// GET, answered with `ClientList`.
    package static let clients = "\(prefix)/clients"
    /// GET, answered with `MoveTaskList`.
    ///
    /// Query: `queue`.
    package static let moveTasks = "\(prefix)/move-tasks"

    /// POST: one of the 23 actions, with body, answer and errors as in AWS JSON 1.0.
    package static func action(_ name: String) -> String { "\(prefix)/actions/\(encoded(name))" }

    // MARK: Queues

    /// GET, answered with `QueueList`.
    ///
    /// Query: `pattern` (with `*` and `?`), `after`, `limit` (1 … 1000), `allRegions` (`true`: of all
    /// regions and accounts).
    package static let queues = "\(prefix)/queues"

    /// GET, answered with `QueueDetail`.
    package static func queue(_ queue: String) -> String { "\(queues)/\(encoded(queue))" }

    /// GET, answered with `QueueActivity`.
    ///
    /// Query: `step` (`second`: the last minute, `minute`: the last hour).
    package static func activity(_ queue: String) -> String { "\(self.queue(queue))/activity" }

    /// GET, answered with `GroupList`.
    ///
    /// Query: `after`, `limit`.
    package static func groups(_ queue: String) -> String { "\(self.queue(queue))/groups" }

    /// GET, answered with `HoldList`.
    ///
    /// Query: `after`, `limit`.
    package static func holds(_ queue: String) -> String { "\(self.queue(queue))/holds" }

    // MARK: Messages

    /// GET, answered with `MessageList`.
    ///
    /// Query: `state` (repeatable), `group`, `match`, `olderThan` (seconds), `client`,
    /// `from` (`oldest`, `newest`), `after`, `limit` (1 … 1000), `body` (`full`, `excerpt`).
    package static func messages(_ queue: String) -> String { "\(self.queue(queue))/messages" }

    /// GET, answered with `MessageView`, or DELETE, answered with nothing.
    ///
    /// The message by id or number.
    package static func message(_ id: String, of queue: String) -> String { "\(messages(queue))/\(encoded(id))" }

    /// GET, answered with `MessageExplanation`.
    package static func why(_ id: String, of queue: String) -> String { "\(message(id, of: queue))/why" }

    /// POST of a `MessageEdit`, answered with `NewMessageInfo`.
    package static func resend(_ id: String, of queue: String) -> String { "\(message(id, of: queue))/resend" }

    /// POST of a `SelectionRequest`, answered with lines of `SelectionProgress`, the last one with `isFinished`.
    ///
    /// Who hangs up ends it.
    package static func selection(_ action: SelectionAction, of queue: String) -> String {
        "\(messages(queue))/\(action.rawValue)"
    }

    /// A text as one segment of a path.
    package static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? text
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    )
}
