/// Lists the latest move tasks of a source, newest first (MV-8).
package struct ListMessageMoveTasks: SQSAction {
    package static let name = ActionName.listMessageMoveTasks

    package var sourceArn: String?
    package var maxResults: Int?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        sourceArn = try fields.string("SourceArn")
        maxResults = try fields.integer("MaxResults")
    }

    /// The tasks, newest first.
    package struct Response: SQSResponse {
        package let results: [Entry]

        package init(results: [Entry]) { self.results = results }

        package func write(to fields: inout some FieldWriter) {
            fields.structures(FieldName("Results", query: "ListMessageMoveTasksResultEntry"), results) {
                $0.write(to: &$1)
            }
        }
    }

    /// One task as it stands.
    package struct Entry: SQSResponse {
        /// Only while the task runs.
        package var taskHandle: String?
        package var status: String
        package var sourceArn: String
        /// Only where the caller gave one.
        package var destinationArn: String?
        package var maxNumberOfMessagesPerSecond: Int?
        package var approximateNumberOfMessagesMoved: Int
        /// What the source held when the task began.
        package var approximateNumberOfMessagesToMove: Int?
        package var failureReason: String?
        /// Milliseconds since 1970.
        package var startedTimestamp: Int

        package init(status: String, sourceArn: String, moved: Int, startedTimestamp: Int) {
            self.status = status
            self.sourceArn = sourceArn
            approximateNumberOfMessagesMoved = moved
            self.startedTimestamp = startedTimestamp
        }

        package func write(to fields: inout some FieldWriter) {
            fields.string("TaskHandle", ifPresent: taskHandle)
            fields.string("Status", status)
            fields.string("SourceArn", sourceArn)
            fields.string("DestinationArn", ifPresent: destinationArn)
            fields.integer("MaxNumberOfMessagesPerSecond", ifPresent: maxNumberOfMessagesPerSecond)
            fields.integer("ApproximateNumberOfMessagesMoved", approximateNumberOfMessagesMoved)
            fields.integer("ApproximateNumberOfMessagesToMove", ifPresent: approximateNumberOfMessagesToMove)
            fields.string("FailureReason", ifPresent: failureReason)
            fields.integer("StartedTimestamp", startedTimestamp)
        }
    }
}
