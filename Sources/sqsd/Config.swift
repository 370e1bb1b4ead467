import ArgumentParser
import Foundation
import QueueDeclarations

/// Looks at the configuration without starting.
struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the configuration, or show what it comes to.",
        subcommands: [Validate.self, Show.self]
    )

    /// Reads all sources and says what is wrong with them.
    struct Validate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what is wrong with the configuration; exit with 0 if nothing is, else with 78."
        )

        @OptionGroup var flags: Flags

        func run() throws {
            let loaded = try load(flags)
            for note in loaded.notes { print("note: \(note)") }
            print("The configuration is in order. Declared queues: \(loaded.declarations.queues.count).")
        }
    }

    /// Shows every setting as the sources together have it.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show every setting and every declared queue as one configuration file."
        )

        @OptionGroup var flags: Flags

        @Flag(help: "Say with each setting where its value comes from.")
        var origin = false

        func run() throws { print(try load(flags).yaml(withOrigins: origin), terminator: "") }
    }
}

private func load(_ flags: Flags) throws -> LoadedConfiguration {
    do { return try flags.sources(environment: ProcessInfo.processInfo.environment).load() } catch {
        throw complain(error, .configuration)
    }
}

extension LoadedConfiguration {
    /// All settings and queues as a file that could be given; secrets are not shown.
    func yaml(withOrigins: Bool) -> String {
        var text = ""
        let hasTemplate = declarations.template != QueueDefaults()
        for key in SettingKey.allCases where key != .queue && !(key == .autoCreate && hasTemplate) {
            let value = key.setting.text(configuration)
            text += "\(key.rawValue): \(key.setting.isSecret && !value.isEmpty ? "\"***\"" : yamlText(value))"
            if withOrigins { text += "  # \(origins[key] ?? "default")" }
            text += "\n"
        }
        text += declarations.yaml()
        return hasTemplate ? text + declarations.templateYAML(isEnabled: configuration.createsQueues) : text
    }
}
