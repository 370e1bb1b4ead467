internal import NIOCore
internal import SQSWire

extension WireResponse {
    /// Whether the server takes requests, 503 once it is ending, and where the operator's door is.
    static func health(isDraining: Bool, adminPort: Int?) -> WireResponse {
        let port = adminPort.map { #","adminPort":\#($0)"# } ?? ""
        return isDraining ? json(503, #"{"status":"stopping"\#(port)}"#) : json(200, #"{"status":"ok"\#(port)}"#)
    }

    /// What scripts that wait for LocalStack look into.
    static func localStackHealth(version: String) -> WireResponse {
        json(200, #"{"services":{"sqs":"running"},"edition":"sqsd","version":"\#(version)"}"#)
    }

    private static func json(_ status: Int, _ text: String) -> WireResponse {
        WireResponse(status: status, contentType: "application/json", body: ByteBuffer(string: text + "\n"))
    }
}
