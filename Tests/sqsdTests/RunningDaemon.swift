import Foundation
import Glibc
import Synchronization

/// The program of this build, and what it says.
///
/// `@unchecked Sendable`: `Process` is started before others see it, and the rest is guarded.
final class RunningDaemon: @unchecked Sendable {
    private let process = Process()
    private let text = Mutex("")

    var pid: Int32 { process.processIdentifier }
    /// What it printed, to whichever stream.
    var log: String { text.withLock { $0 } }

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
        pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            self?.text.withLock { $0 += String(decoding: data, as: UTF8.self) }
        }
        try process.run()
    }

    deinit { if process.isRunning { kill(pid, SIGKILL) } }

    /// The port that it says it has, once it is ready; five seconds at most.
    func port() async throws -> Int? {
        for _ in 0..<1000 where !log.contains("sqsd ready") && process.isRunning {
            try await Task.sleep(for: .milliseconds(5))
        }
        return log.firstMatch(of: /address=[\d.]+:(\d+)/).flatMap { Int($0.output.1) }
    }

    /// Waits until its log has a text, five seconds at most; says whether it came.
    func says(_ text: String, times: Int = 1) async throws -> Bool {
        for _ in 0..<1000 where log.components(separatedBy: text).count <= times {
            try await Task.sleep(for: .milliseconds(5))
        }
        return log.components(separatedBy: text).count > times
    }

    /// Its exit code, or the negative of the signal that ended it; five seconds at most.
    func exitCode() async -> Int32? {
        for _ in 0..<1000 where process.isRunning { try? await Task.sleep(for: .milliseconds(5)) }
        guard !process.isRunning else { return nil }
        // What it said last may still be on its way.
        try? await Task.sleep(for: .milliseconds(20))
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }
}
