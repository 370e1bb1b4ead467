import ArgumentParser
import Foundation
import Logging

/// Where the process begins.
@main
enum Main {
    /// The first task is started after the process is prepared; an asynchronous `main` would be one already.
    static func main() {
        ProcessSetup.prepare()
        let ended = DispatchSemaphore(value: 0)
        Task.detached {
            await Sqsd.main()
            ended.signal()
        }
        ended.wait()
    }
}

/// The command line.
struct Sqsd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sqsd",
        abstract: "A message queue that speaks Amazon SQS.",
        usage: "sqsd [flags]\nsqsd health [flags]",
        discussion: """
            Every setting can be given as a flag, as an environment variable (--data-dir is SQSD_DATA_DIR), and as a \
            key of the file that --config names (data-dir). Flags win over variables, variables over the file.
            """,
        version: Version.text,
        subcommands: [Health.self]
    )

    @OptionGroup var flags: Flags

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let configuration: SqsdConfiguration
        do {
            configuration = try await flags.read(environment: environment)
        } catch {
            throw complain(error, .configuration)
        }
        let sink = LogSink(descriptor: FileHandle.standardError.fileDescriptor)
        defer { sink.flush() }
        var logger = Logger(label: "sqsd") { _ in
            LineLogHandler(level: configuration.logLevel, format: configuration.logFormat, sink: sink)
        }
        logger.logLevel = configuration.logLevel
        do {
            try await Daemon(configuration, environment: environment, logger: logger).run()
        } catch let fatality as Fatality {
            logger.critical("\(fatality)", metadata: ["exitCode": "\(fatality.reason.rawValue)"])
            throw ExitCode(fatality.reason.rawValue)
        }
        logger.info("sqsd has ended")
    }
}

extension Flags {
    /// The whole configuration, of which the flags are one source.
    func read(environment: [String: String]) async throws -> SqsdConfiguration {
        try await ConfigurationSources(flags: values, environment: environment, file: configurationFile).read()
    }
}

/// Tells the terminal what is wrong, before there is a log.
func complain(_ error: any Error, _ reason: ExitReason) -> ExitCode {
    let lines = "\(error)".split(separator: "\n").map { "sqsd: \($0)\n" }
    FileHandle.standardError.write(Data(lines.joined().utf8))
    return ExitCode(reason.rawValue)
}
