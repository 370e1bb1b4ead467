/// A success of a batch.
package protocol BatchSuccess: SQSResponse {
    /// The element that it is in, in the Query protocol (W-19).
    static var element: StaticString { get }
}

/// What became of the entries of a batch: each is in one of the lists, in request order (BAT-6).
package struct BatchResults<Success: BatchSuccess>: SQSResponse {
    package var successful: [Success]
    package var failed: [BatchResultErrorEntry]

    package init(successful: [Success] = [], failed: [BatchResultErrorEntry] = []) {
        self.successful = successful
        self.failed = failed
    }

    package func write(to fields: inout some FieldWriter) {
        fields.structures(FieldName("Successful", query: Success.element), successful) { $0.write(to: &$1) }
        fields.structures(FieldName("Failed", query: "BatchResultErrorEntry"), failed) { $0.write(to: &$1) }
    }
}

/// An entry of a batch that failed, by the rows of the one error table (W-30).
package struct BatchResultErrorEntry: SQSResponse {
    package let id: String
    package let error: SQSError

    package init(id: String, error: SQSError) {
        self.id = id
        self.error = error
    }

    package func write(to fields: inout some FieldWriter) {
        fields.string("Id", id)
        fields.boolean("SenderFault", error.code.isSenderFault)
        fields.string("Code", error.code.query)
        fields.string("Message", error.message)
    }
}
