/// Starts moving messages out of a dead-letter queue (MV-1 … MV-6).
package struct StartMessageMoveTask: SQSAction {
    package static let name = ActionName.startMessageMoveTask

    package var sourceArn: String?
    package var destinationArn: String?
    package var maxNumberOfMessagesPerSecond: Int?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        sourceArn = try fields.string("SourceArn")
        destinationArn = try fields.string("DestinationArn")
        maxNumberOfMessagesPerSecond = try fields.integer("MaxNumberOfMessagesPerSecond")
    }

    /// The task.
    package struct Response: SQSResponse {
        package let taskHandle: String

        package init(taskHandle: String) {
            self.taskHandle = taskHandle
        }

        package func write(to fields: inout some FieldWriter) {
            fields.string("TaskHandle", taskHandle)
        }
    }
}
