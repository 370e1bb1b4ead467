package import NIOCore
package import SQSModel

/// Spells the answer to a call that succeeded (W-16 … W-19b, W-21 … W-23).
///
/// - Parameters:
///   - response: what the call gave.
///   - format: how the call wants it, with the action's name for Query.
///   - requestId: goes into the body for Query; the header is the HTTP layer's.
///   - allocator: the connection's own.
/// - Returns: the answer, complete but for what the HTTP layer adds.
package func reply(
    _ response: AnyResponse,
    format: ReplyFormat,
    requestId: RequestId,
    allocator: ByteBufferAllocator
) -> WireResponse {
    let buffer = allocator.buffer(capacity: response.expectedBytes)
    switch format {
    case .json: return WireResponse(status: 200, contentType: MediaType.awsJSON, body: jsonBody(response, buffer))
    case .xml(let action):
        let body = xmlBody(response, of: nameOfSuccess(action), requestId, buffer)
        return WireResponse(status: 200, contentType: MediaType.xml, body: body)
    case .queryJSON(let action):
        let body = queryJSONBody(response, of: nameOfSuccess(action), requestId, buffer)
        return WireResponse(status: 200, contentType: MediaType.json, body: body)
    }
}

/// Actions without output answer with no bytes at all (W-22).
private func jsonBody(_ response: AnyResponse, _ buffer: ByteBuffer) -> ByteBuffer {
    guard response.hasResult else { return buffer }
    var fields = JSONFieldWriter(.awsJSON, to: buffer)
    fields.object { response.write(to: &$0) }
    return fields.buffer
}

private func xmlBody(
    _ response: AnyResponse,
    of action: String,
    _ requestId: RequestId,
    _ buffer: ByteBuffer
) -> ByteBuffer {
    var fields = XMLFieldWriter(to: buffer)
    fields.document(root: action, suffix: "Response") { fields in
        fields.result(of: action, response)
        fields.element("ResponseMetadata") { $0.text("RequestId", requestId.text) }
    }
    return fields.buffer
}

private func queryJSONBody(
    _ response: AnyResponse,
    of action: String,
    _ requestId: RequestId,
    _ buffer: ByteBuffer
) -> ByteBuffer {
    var fields = JSONFieldWriter(.query, to: buffer)
    fields.object { fields in
        fields.member(named: action + "Response")
        fields.object { fields in
            if response.hasResult {
                fields.member(named: action + "Result")
                fields.object { response.write(to: &$0) }
            }
            fields.member("ResponseMetadata")
            fields.object { $0.string("RequestId", requestId.text) }
        }
    }
    return fields.buffer
}

private func nameOfSuccess(_ action: ActionName?) -> String {
    guard let action else {
        preconditionFailure("A call that succeeded was read, and reading it named its action.")
    }
    return action.rawValue
}

extension AnyResponse {
    /// Whether the action has an output, be it empty this time (W-18).
    var hasResult: Bool {
        if case .nothing = self { false } else { true }
    }

    /// A guess that saves the buffer from growing: most replies are small, and received bodies may be large.
    fileprivate var expectedBytes: Int {
        guard case .receiveMessage(let response) = self else { return 512 }
        return response.messages.reduce(512) { $0 + $1.body.utf8.count + 512 }
    }
}
