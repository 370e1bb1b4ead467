import JSONText
import QueueStore
import SQSModel

/// What names a move task to its owner: base64 of `{"taskId":"…","sourceArn":"…"}` (MV-1).
struct TaskHandle {
    let id: MoveTask.ID
    let sourceArn: String

    init(_ task: MoveTask) {
        id = task.id
        sourceArn = task.sourceArn
    }

    /// - Throws: K-HANDLE.
    init(_ text: String) throws(SQSError) {
        guard let bytes = Base64.decode(text.utf8), let document = try? JSONDocument(bytes),
            let id = document.root.member("taskId")?.string, let arn = document.root.member("sourceArn")?.string
        else { throw .invalidTaskHandle }
        guard let id = MoveTask.ID(id) else { throw .taskDoesNotExist }
        self.id = id
        sourceArn = arn
    }

    var text: String {
        String(decoding: Base64.encode(Array(#"{"taskId":"\#(id)","sourceArn":"\#(sourceArn)"}"#.utf8)), as: UTF8.self)
    }
}
