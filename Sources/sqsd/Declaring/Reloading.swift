import Logging
import QueueDeclarations
import QueueService

/// Reads the configuration again while the daemon runs, and carries out what can change.
///
/// A configuration with mistakes changes nothing.
actor Reloading {
    private let sources: ConfigurationSources
    private let declarer: QueueDeclarer
    private let habits: Habits
    private let threshold: LogThreshold
    private let logger: Logger
    /// What the daemon works with; settings that need a restart stay as they were at the start.
    private var current: LoadedConfiguration

    /// - Parameters:
    ///   - sources: to be read.
    ///   - current: what the daemon works with.
    ///   - declarer: brings the queues in place.
    ///   - habits: get the templates and the routes.
    ///   - threshold: gets the log's level.
    ///   - logger: told of all that changes, or why nothing does.
    init(
        _ sources: ConfigurationSources,
        current: LoadedConfiguration,
        declarer: QueueDeclarer,
        habits: Habits,
        threshold: LogThreshold,
        logger: Logger
    ) {
        self.sources = sources
        self.current = current
        self.declarer = declarer
        self.habits = habits
        self.threshold = threshold
        self.logger = logger
    }

    func reload() async {
        logger.info("reading the configuration again", metadata: ["file": "\(sources.path ?? "none")"])
        do throws(ConfigurationProblem) {
            let loaded = try sources.load()
            let routes = try loaded.declarations.routes(for: current.configuration)
            let templates = try loaded.declarations.templates(for: loaded.configuration)
            try await declarer.apply(loaded.declarations)
            habits.autoCreation.replace(with: templates)
            habits.forwarding.replace(with: routes)
            take(loaded)
            logger.info("the configuration was read again")
        } catch {
            for mistake in error.mistakes { logger.error("\(mistake)") }
            logger.error("the configuration has mistakes; sqsd goes on with the one that it had")
        }
    }

    private func take(_ new: LoadedConfiguration) {
        if new.declarations.template != current.declarations.template {
            logger.info("the template of auto-create has changed")
        }
        for key in SettingKey.allCases {
            let (old, value) = (key.setting.text(current.configuration), key.setting.text(new.configuration))
            guard old != value else { continue }
            var change: Logger.Metadata = ["key": "\(key.rawValue)"]
            if !key.setting.isSecret { change.merge(["old": "\(old)", "new": "\(value)"]) { _, new in new } }
            guard key.isReloadable else {
                logger.warning("the setting has changed and needs a restart", metadata: change)
                continue
            }
            logger.info("setting changed", metadata: change)
        }
        current.configuration.queues = new.configuration.queues
        current.configuration.createsQueues = new.configuration.createsQueues
        current.declarations.template = new.declarations.template
        current.configuration.isStrict = new.configuration.isStrict
        current.configuration.logLevel = new.configuration.logLevel
        threshold.level = new.configuration.logLevel
    }
}
