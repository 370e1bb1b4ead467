import JSONText
import QueueStore
import SQSModel

/// What names a move task to its owner: base64 of `{"taskId":"…","sourceArn":"…"}` (MV-1).
struct TaskHandle {
    /// `nil` where it is no id of a task: the handle is well-formed all the same, and its source is looked for first.
    let id: MoveTask.ID?
    let sourceArn: String
    private let taskId: String

    init(_ task: MoveTask) {
        id = task.id
        taskId = task.id.text
        sourceArn = task.sourceArn
    }

    /// - Throws: K-HANDLE.
    init(_ text: String) throws(SQSError) {
        guard let bytes = Base64.decode(text.utf8), let document = try? JSONDocument(bytes),
            let id = document.root.member("taskId")?.string, let arn = document.root.member("sourceArn")?.string
        else { throw .invalidTaskHandle }
        self.id = MoveTask.ID(id)
        taskId = id
        sourceArn = arn
    }

    var text: String {
        String(
            decoding: Base64.encode(Array(#"{"taskId":"\#(taskId)","sourceArn":"\#(sourceArn)"}"#.utf8)),
            as: UTF8.self
        )
    }
}
