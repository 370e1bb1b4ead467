internal import NIOCore
internal import SQSWire

extension WireResponse {
    /// Whether the server takes requests; 503 once it is ending.
    static func health(isDraining: Bool) -> WireResponse {
        isDraining ? json(503, #"{"status":"stopping"}"#) : json(200, #"{"status":"ok"}"#)
    }

    /// What scripts that wait for LocalStack look into.
    static func localStackHealth(version: String) -> WireResponse {
        json(200, #"{"services":{"sqs":"running"},"edition":"sqsd","version":"\#(version)"}"#)
    }

    private static func json(_ status: Int, _ text: String) -> WireResponse {
        WireResponse(status: status, contentType: "application/json", body: ByteBuffer(string: text + "\n"))
    }
}
