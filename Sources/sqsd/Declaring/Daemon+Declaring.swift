import QueueDeclarations
import QueueService
import SQSModel

/// What the service does by itself, and what of it can change while it runs.
struct Habits: Sendable {
    let autoCreation: AutoCreation
    let forwarding: Forwarding
}

/// What the configuration says of queues, at the start and later.
extension Daemon {
    /// What the service does by itself: which queues it makes, and whose messages it forwards.
    func declaredHabits() throws -> (QueueTemplates, [QueueAddress: Forwarding.Route]) {
        do throws(ConfigurationProblem) {
            let declarations = loaded.declarations
            return (try declarations.templates(for: configuration), try declarations.routes(for: configuration))
        } catch {
            throw Fatality(.configuration, "\(error)")
        }
    }

    func declare(with declarer: QueueDeclarer) async throws {
        do throws(ConfigurationProblem) { try await declarer.apply(loaded.declarations) } catch {
            throw Fatality(.configuration, "\(error)")
        }
    }

    /// Reads the configuration again each time that it is asked for, until the task is cancelled.
    func reloadWhenAsked(_ declarer: QueueDeclarer, _ habits: Habits) async {
        let reloading = Reloading(
            sources,
            current: loaded,
            declarer: declarer,
            habits: habits,
            threshold: threshold,
            logger: logger
        )
        for await _ in reloads {
            manager.reloading()
            await reloading.reload()
            manager.ready()
        }
    }
}
