package import SQSModel

/// A request that is no call of SQS: what users of other local queues ask of the same port.
package enum SideRequest: Hashable, Sendable {
    /// `GET /health`, or HEAD, as tools that only look whether something is there ask: whether the server answers.
    case health
    /// `GET /_localstack/health`: the same in the words of LocalStack, which many scripts wait for.
    case localStackHealth
    /// `/_aws/sqs/messages`, LocalStack's developer endpoint: messages in the shape of a ReceiveMessage that takes none.
    case messages(MessageInspection, ReplyFormat)

    private static let messagesPath = "/_aws/sqs/messages"

    /// Reads a request that is one of these.
    ///
    /// - Returns: `nil` where it is none, and thus a call.
    /// - Throws: refusals, for the endpoint of messages.
    package init?(reading request: WireRequest) throws(WireFailure) {
        guard request.path != "/" else { return nil }
        switch (request.method, request.path) {
        case (.get, "/health"), (.head, "/health"): self = .health
        case (.get, "/_localstack/health"), (.head, "/_localstack/health"): self = .localStackHealth
        case (.get, let path) where path.hasPrefix(Self.messagesPath): try self.init(readingMessages: request)
        case (.post, Self.messagesPath): try self.init(readingReceive: request)
        default: return nil
        }
    }

    /// `?QueueUrl=…`, or `/{region}/{account}/{queue}` behind the path.
    private init?(readingMessages request: WireRequest) throws(WireFailure) {
        let format: ReplyFormat =
            prefersJSON(request.accept) ? .queryJSON(.receiveMessage) : .xml(.receiveMessage)
        let rest = request.path.dropFirst(Self.messagesPath.count)
        guard rest.isEmpty || rest.hasPrefix("/") else { return nil }
        do throws(SQSError) {
            let fields = FormFieldReader(try FormFields(body: [], query: request.query))
            let subject: MessageInspection.Subject =
                if rest.isEmpty || rest == "/" { .url(try fields.string("QueueUrl")) } else {
                    .address(try queueAddress(rest))
                }
            let inspection = MessageInspection(
                subject,
                showsInvisible: isTrue(try fields.string("ShowInvisible")),
                showsDelayed: isTrue(try fields.string("ShowDelayed"))
            )
            self = .messages(inspection, format)
        } catch {
            throw .refused(error, format)
        }
    }

    /// The path as the endpoint of a client: its ReceiveMessage looks and takes nothing, and other actions are refused.
    ///
    /// Carrying them out would do what nobody expects of this address.
    private init(readingReceive request: WireRequest) throws(WireFailure) {
        let call = try WireCall(reading: request)
        guard case .receiveMessage(let receive) = call.action else {
            throw .refused(.invalidAction(call.action.name.rawValue), call.format)
        }
        self = .messages(MessageInspection(.url(receive.queueUrl)), call.format)
    }
}

/// - Throws: Q-NONE where the three parts are no queue's.
private func queueAddress(_ path: Substring) throws(SQSError) -> QueueAddress {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    guard parts.count == 3, let region = Region(parts[0]), let account = AccountId(parts[1]),
        let name = QueueName(parts[2])
    else { throw .queueDoesNotExist }
    return QueueAddress(region: region, account: account, name: name)
}

/// Scripts write `true`, Python `True`.
private func isTrue(_ text: String?) -> Bool { text?.lowercased() == "true" || text == "1" }
