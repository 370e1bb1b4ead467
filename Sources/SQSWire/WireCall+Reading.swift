internal import SQSModel

extension WireCall {
    /// Reads a call: which protocol it speaks, which action it names, and the action's members (W-1 … W-15).
    ///
    /// Nothing is checked beyond spelling and types; a queue that is missing, for one, is for the service to miss.
    ///
    /// - Throws: `.methodNotAllowed`, `.noAction`, or refusals with P-UNKNOWN-JSON, P-ACTION, P-MALFORMED, P-TYPE and
    ///   P-QTYPE.
    package init(reading request: WireRequest) throws(WireFailure) {
        let call: WireCall
        switch request.method {
        case .post where isJSON(request.contentType): call = try WireCall(readingJSON: request)
        case .get, .post: call = try WireCall(readingQuery: request)
        case .head, .other: throw .methodNotAllowed
        }
        self = request.traceHeader.map { call.tracing($0) } ?? call
    }

    /// The content type has chosen JSON; the action is the header's (W-2, W-9).
    private init(readingJSON request: WireRequest) throws(WireFailure) {
        guard let name = actionName(ofTarget: request.target) else { throw .refused(.unknownOperation, .json) }
        do {
            let fields = try JSONFieldReader(body: request.body, queuePath: queuePath(request.path))
            self.init(action: try AnyAction(name, from: fields), format: .json)
        } catch {
            throw .refused(error, .json)
        }
    }

    /// Parameters come in the body, in the query string, or in both (W-3, W-4, W-7, W-8).
    private init(readingQuery request: WireRequest) throws(WireFailure) {
        let wantsJSON = prefersJSON(request.accept)
        func format(of action: ActionName?) -> ReplyFormat { wantsJSON ? .queryJSON(action) : .xml(action) }

        var name: ActionName?
        do throws(SQSError) {
            let path = queuePath(request.path)
            let form = try FormFields(body: request.method == .get ? [] : request.body, query: request.query)
            let fields = FormFieldReader(form, queuePath: path)
            if let action = try fields.string("Action") {
                name = ActionName(rawValue: action)
                guard let name, path == nil || name.isAllowedOnQueuePath else { throw .invalidAction(action) }
                self.init(action: try AnyAction(name, from: fields), format: format(of: name))
                return
            }
        } catch {
            throw .refused(error, format(of: name))
        }
        throw .noAction
    }

    /// This call with the trace header that came beside it, where it is a single send without one of its own (SND-5).
    ///
    /// The header becomes the message's AWSTraceHeader, but it is no attribute that the caller sent: SND-10 promises
    /// MD5OfMessageSystemAttributes for those alone, and a client that compares the digest with what it put into the
    /// request would take one over a header, which some layer below it added, for damage. Hence the mark. A header with
    /// characters that messages cannot have is left out, because a layer that traces must not make a send fail.
    private func tracing(_ header: String) -> WireCall {
        guard !header.isEmpty, case .sendMessage(var send) = action,
            (send.message.messageSystemAttributes ?? []).isEmpty, holdsMessageCharactersOnly(header)
        else { return self }
        let name = SystemAttributeName.awsTraceHeader.rawValue
        send.message.messageSystemAttributes = [
            MessageAttributeValue(name: name, dataType: "String", stringValue: header)
        ]
        send.message.isTracedByHeader = true
        return WireCall(action: .sendMessage(send), format: format)
    }
}

extension ActionName {
    /// Actions that are about no single queue do not go to one's path; GetQueueUrl does, for any queue (W-7).
    fileprivate var isAllowedOnQueuePath: Bool { self != .createQueue && self != .listQueues }
}

/// The action behind `AmazonSQS.`; `nil` where there is none of that name (W-9, W-10).
private func actionName(ofTarget target: String?) -> ActionName? {
    let prefix = "AmazonSQS."
    guard let target, target.hasPrefix(prefix) else { return nil }
    return ActionName(rawValue: String(Substring(target.utf8.dropFirst(prefix.utf8.count))))
}

/// The path itself where it is `/{account}/{queue}` and so names a queue (W-11); `nil` for all others.
private func queuePath(_ path: String) -> String? {
    guard path != "/" else { return nil }
    let segments = path.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: true)
    guard segments.count == 2, AccountId(segments[0]) != nil else { return nil }
    return path
}
