import Dispatch
import Foundation
import Glibc
import QueueTesting
import Synchronization

/// The program of this build, and what it says.
///
/// `@unchecked Sendable`: `Process` is started before others see it, and the rest is guarded.
final class RunningDaemon: @unchecked Sendable {
    private let process = Process()
    private let output = Mutex((text: "", hasEnded: false))

    var pid: Int32 { process.processIdentifier }
    /// What it printed, to whichever stream.
    var log: String { output.withLock { $0.text } }

    /// - Parameters:
    ///   - arguments: of `sqsd`.
    ///   - wrapper: a program that starts it, with that program's own arguments.
    ///   - environment: variables beside HOME.
    /// - Throws: where the program is not there.
    init(_ arguments: [String], under wrapper: [String] = [], environment: [String: String] = [:]) throws {
        let tests = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let program = tests.deletingLastPathComponent().appendingPathComponent("sqsd")
        let command = wrapper + [program.path] + arguments
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = environment.merging(["HOME": NSTemporaryDirectory(), "SQSD_ADMIN_PORT": "0"]) { own, _ in
            own
        }
        let pipe = Pipe()
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        try process.run()
        let reading = pipe.fileHandleForReading
        DispatchQueue(label: "running-daemon").async { [weak self] in
            while true {
                let data = reading.availableData
                self?.output.withLock {
                    $0.text += String(decoding: data, as: UTF8.self)
                    $0.hasEnded = data.isEmpty
                }
                if data.isEmpty { return }
            }
        }
    }

    deinit { if process.isRunning { kill(pid, SIGKILL) } }

    /// The port that it says it has, once it is ready.
    func port() async throws -> Int? {
        _ = try await eventually { log.contains("sqsd ready") || !process.isRunning }
        return log.firstMatch(of: /address=[\d.]+:(\d+)/).flatMap { Int($0.output.1) }
    }

    /// Waits until its log has a text; says whether it came.
    func says(_ text: String, times: Int = 1) async throws -> Bool {
        try await eventually { log.components(separatedBy: text).count > times }
    }

    /// Its exit code, or the negative of the signal that ended it, once all that it said is in the log.
    func exitCode() async throws -> Int32? {
        guard try await eventually({ !process.isRunning }) else { return nil }
        _ = try await eventually { output.withLock { $0.hasEnded } }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }
}
