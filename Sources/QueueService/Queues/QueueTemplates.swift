package import SQSModel

/// Whether queues are made when somebody calls for them, and how.
package struct QueueTemplates: Sendable {
    /// What a new queue gets, as CreateQueue takes it.
    package struct Template: Sendable {
        package var attributes: [TextEntry]
        package var tags: [TextEntry]

        package init(attributes: [TextEntry] = [], tags: [TextEntry] = []) {
            self.attributes = attributes
            self.tags = tags
        }
    }

    package var isEnabled = false
    package var standard = Template()
    /// For names that end in `.fifo`; that it is a FIFO queue goes without saying.
    package var fifo = Template()

    package init() {}

    /// The template for a queue of this name, complete.
    func template(for name: QueueName) -> Template {
        guard name.isFIFO else { return standard }
        var template = fifo
        let isFIFO = QueueAttributeName.fifoQueue.rawValue
        template.attributes.removeAll { $0.name == isFIFO }
        template.attributes.append(TextEntry(isFIFO, "true"))
        return template
    }
}
