import AdminAPI
import ArgumentParser
import Foundation
import Logging
import NearestName

/// Where the process begins.
@main
enum Main {
    /// The first task is started after the process is prepared; an asynchronous `main` would be one already.
    static func main() {
        ProcessSetup.prepare()
        let ended = DispatchSemaphore(value: 0)
        Task.detached {
            await run()
            ended.signal()
        }
        ended.wait()
    }

    private static func run() async {
        do {
            var command = try Sqsd.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            if Sqsd.exitCode(for: error) == .validationFailure, let word = CommandLine.arguments.dropFirst().first,
                let problem = Sqsd.unknownCommand(word)
            {
                Sqsd.exit(withError: complain(problem, .usage))
            }
            Sqsd.exit(withError: error)
        }
    }
}

/// The command line.
struct Sqsd: AsyncParsableCommand {
    /// Usage errors begin as all others do.
    static var _errorLabel: String { "sqsd" }

    static let configuration = CommandConfiguration(
        commandName: "sqsd",
        abstract: "A message queue that speaks Amazon SQS.",
        usage: """
            sqsd [flags]
            sqsd health [flags]
            sqsd config validate|show [flags]
            sqsd verify <file>
            sqsd restore <file> --data-dir <directory>
            """,
        discussion: """
            Every setting can be given as a flag, as an environment variable (--data-dir is SQSD_DATA_DIR), and as a \
            key of the file that --config names (data-dir). Flags win over variables, variables over the file. The file \
            can declare queues too; SIGHUP has it read again.
            """,
        version: Version.text,
        subcommands: [Health.self, Config.self, Verify.self, Restore.self]
    )

    @OptionGroup var flags: Flags

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let sources = flags.sources(environment: environment)
        let loaded: LoadedConfiguration
        do { loaded = try sources.load() } catch { throw complain(error, .configuration) }
        let sink = LogSink(descriptor: FileHandle.standardError.fileDescriptor)
        defer { sink.flush() }
        let threshold = LogThreshold(loaded.configuration.logLevel)
        let format = loaded.configuration.logFormat
        let logger = Logger(label: "sqsd") { _ in LineLogHandler(threshold: threshold, format: format, sink: sink) }
        for note in loaded.notes { logger.notice("\(note)") }
        let daemon = Daemon(loaded, sources: sources, threshold: threshold, logger: logger)
        do {
            try await daemon.run()
        } catch let fatality as Fatality {
            logger.critical("\(fatality)", metadata: ["exitCode": "\(fatality.reason.rawValue)"])
            throw ExitCode(fatality.reason.rawValue)
        }
        logger.info("sqsd has ended")
    }
}

extension Sqsd {
    /// What is wrong with a first word that is no command; `nil` where it is one, or a flag.
    static func unknownCommand(_ word: String) -> ConfigurationProblem? {
        let names = configuration.subcommands.map { $0._commandName } + ["help"]
        guard !word.hasPrefix("-"), !names.contains(word) else { return nil }
        return ConfigurationProblem(
            mistakes: [
                "There is no command \(word)\(hint(for: word, among: names))",
                "`sqsd` alone starts the daemon; `sqsd --help` lists flags and commands.",
            ]
        )
    }
}

extension Flags {
    /// All sources of the configuration, of which the flags are one.
    func sources(environment: [String: String]) -> ConfigurationSources {
        ConfigurationSources(flags: values, environment: environment, file: configurationFile)
    }
}

/// Tells the terminal what is wrong, before there is a log.
func complain(_ error: any Error, _ reason: ExitReason) -> ExitCode {
    let lines = "\(error)".split(separator: "\n").map { "sqsd: \($0)\n" }
    FileHandle.standardError.write(Data(lines.joined().utf8))
    return ExitCode(reason.rawValue)
}
