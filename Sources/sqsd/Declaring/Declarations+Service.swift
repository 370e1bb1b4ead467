import QueueDeclarations
import QueueService
import SQSModel

/// What the service does by itself with queues that are declared so.
extension QueueDeclarations {
    /// Where messages go that are sent to a queue with `copy-to` or `move-to`.
    func routes(for configuration: SqsdConfiguration) throws(ConfigurationProblem) -> [QueueAddress: Forwarding.Route] {
        let (region, account) = (
            Region(configuration.region) ?? .default, AccountId(configuration.accountId) ?? .default
        )
        var routes: [QueueAddress: Forwarding.Route] = [:]
        for queue in queues where queue.definition.copyTo != nil || queue.definition.moveTo != nil {
            let address = try queue.address(region: region, account: account)
            routes[address] = Forwarding.Route(
                copyTo: queue.definition.copyTo.flatMap(address.sibling),
                moveTo: queue.definition.moveTo.flatMap(address.sibling)
            )
        }
        return routes
    }

    /// What queues are like that callers use without having made them.
    ///
    /// - Throws: where such a queue could not be made.
    func templates(for configuration: SqsdConfiguration) throws(ConfigurationProblem) -> QueueTemplates {
        var templates = QueueTemplates()
        templates.isEnabled = configuration.createsQueues
        templates.standard = try template(isFIFO: false, configuration)
        templates.fifo = try template(isFIFO: true, configuration)
        return templates
    }

    private func template(
        isFIFO: Bool,
        _ configuration: SqsdConfiguration
    ) throws(ConfigurationProblem) -> QueueTemplates.Template {
        var definition = template
        if !isFIFO { definition.attributes = definition.attributes.filter { !$0.key.isFIFOOnly } }
        // A dead-letter queue is of the kind of its queues, so that it can be that of one kind only.
        if let deadLetter = definition.deadLetter, isFIFOName(deadLetter.queueName) != isFIFO {
            definition.deadLetter = nil
        }
        let entries = definition.attributes(region: configuration.region, account: configuration.accountId)
        let attributes = entries.map { TextEntry($0.name, $0.value) }
        do throws(SQSError) { _ = try QueueAttributes(isFIFO: isFIFO).setting(attributes) } catch {
            throw ConfigurationProblem(mistakes: [
                "No queue can be made of the template of auto-create: \(error.message)"
            ])
        }
        let tags = definition.tags.sorted { $0.key < $1.key }.map { TextEntry($0.key, $0.value) }
        return QueueTemplates.Template(attributes: attributes, tags: tags)
    }
}
