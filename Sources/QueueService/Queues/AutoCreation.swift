import Synchronization

/// Whether and how queues are made when somebody calls for them, as it is now.
package final class AutoCreation: Sendable {
    private let templates: Mutex<QueueTemplates>
    /// Whether to look for the templates at all.
    private let isOn: Atomic<Bool>

    package init(_ templates: QueueTemplates = QueueTemplates()) {
        self.templates = Mutex(templates)
        isOn = Atomic(templates.isEnabled)
    }

    /// Sets what queues get that are made from now on; those that there are stay as they are.
    package func replace(with templates: QueueTemplates) {
        self.templates.withLock {
            $0 = templates
            isOn.store(templates.isEnabled, ordering: .releasing)
        }
    }

    var isEnabled: Bool { isOn.load(ordering: .acquiring) }

    var current: QueueTemplates { templates.withLock { $0 } }
}
