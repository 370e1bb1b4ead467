package import NIOCore
package import SQSModel

/// Spells the answer to a call that failed (W-26, W-27, W-29, W-19b).
package func reply(
    _ error: SQSError,
    format: ReplyFormat,
    requestId: RequestId,
    allocator: ByteBufferAllocator
) -> WireResponse {
    let buffer = allocator.buffer(capacity: 512)
    let status = error.code.status
    switch format {
    case .json:
        var fields = JSONFieldWriter(.awsJSON, to: buffer)
        fields.object { fields in
            fields.string("__type", error.code.json)
            fields.string("message", error.message)
        }
        let queryError = "\(error.code.query);\(error.code.fault)"
        return WireResponse(
            status: status,
            contentType: MediaType.awsJSON,
            queryError: queryError,
            body: fields.buffer
        )
    case .xml:
        return WireResponse(status: status, contentType: MediaType.xml, body: xmlBody(error, requestId, buffer))
    case .queryJSON:
        return WireResponse(status: status, contentType: MediaType.json, body: queryJSONBody(error, requestId, buffer))
    }
}

/// Spells the answer to a call that could not be read (W-8, W-14).
package func reply(_ failure: WireFailure, requestId: RequestId, allocator: ByteBufferAllocator) -> WireResponse {
    switch failure {
    case .refused(let error, let format):
        return reply(error, format: format, requestId: requestId, allocator: allocator)
    case .noAction:
        var body = allocator.buffer(capacity: 64)
        body.writeStaticString("<UnknownOperationException/>")
        return WireResponse(status: 404, contentType: MediaType.xml, body: body)
    case .methodNotAllowed:
        return WireResponse(status: 405, contentType: nil, body: allocator.buffer(capacity: 0))
    }
}

private func xmlBody(_ error: SQSError, _ requestId: RequestId, _ buffer: ByteBuffer) -> ByteBuffer {
    var fields = XMLFieldWriter(to: buffer)
    fields.document(root: "Error", suffix: "Response") { fields in
        fields.element("Error") { fields in
            fields.text("Type", error.code.fault)
            fields.text("Code", error.code.query)
            fields.text("Message", error.queryMessage)
            fields.buffer.writeStaticString("<Detail/>")
        }
        fields.text("RequestId", requestId.text)
    }
    return fields.buffer
}

private func queryJSONBody(_ error: SQSError, _ requestId: RequestId, _ buffer: ByteBuffer) -> ByteBuffer {
    var fields = JSONFieldWriter(.query, to: buffer)
    fields.object { fields in
        fields.member("Error")
        fields.object { fields in
            fields.string("Code", error.code.query)
            fields.string("Message", error.queryMessage)
            fields.string("Type", error.code.fault)
        }
        fields.string("RequestId", requestId.text)
    }
    return fields.buffer
}

extension SQSError.Code {
    /// Whose fault it is, in the word of the wire.
    fileprivate var fault: String { isSenderFault ? "Sender" : "Receiver" }
}
