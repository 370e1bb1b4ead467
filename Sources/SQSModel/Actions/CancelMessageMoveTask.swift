/// Stops a running move task (MV-10).
package struct CancelMessageMoveTask: SQSAction {
    package static let name = ActionName.cancelMessageMoveTask

    package var taskHandle: String?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        taskHandle = try fields.string("TaskHandle")
    }

    /// How far it came.
    package struct Response: SQSResponse {
        package let approximateNumberOfMessagesMoved: Int

        package init(approximateNumberOfMessagesMoved: Int) {
            self.approximateNumberOfMessagesMoved = approximateNumberOfMessagesMoved
        }

        package func write(to fields: inout some FieldWriter) {
            fields.integer("ApproximateNumberOfMessagesMoved", approximateNumberOfMessagesMoved)
        }
    }
}
