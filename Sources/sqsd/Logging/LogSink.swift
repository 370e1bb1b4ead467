import Dispatch
import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Writes the log's lines on a thread of its own, so that a reader that is slow or gone holds up nobody.
final class LogSink: Sendable {
    private struct State {
        var lines: [UInt8] = []
        var dropped = 0
        var isWriting = false
    }

    /// Bytes that may wait to be written; lines beyond that are counted and lost.
    private static let capacity = 1 << 20

    private let descriptor: Int32
    private let state = Mutex(State())
    private let work = DispatchSemaphore(value: 0)

    init(descriptor: Int32) {
        self.descriptor = descriptor
        let thread = Thread { [self] in
            while true {
                work.wait()
                writeWaiting()
            }
        }
        thread.name = "log"
        thread.start()
    }

    /// - Parameter line: with the newline at its end.
    func add(_ line: [UInt8]) {
        let mustWake = state.withLock { state in
            guard state.lines.count + line.count <= Self.capacity else {
                state.dropped += 1
                return false
            }
            defer { state.lines += line }
            return state.lines.isEmpty
        }
        if mustWake { work.signal() }
    }

    /// Waits until everything is written, half a second at most; for the end of the process.
    func flush() {
        for _ in 0..<500 {
            if state.withLock({ $0.lines.isEmpty && !$0.isWriting }) { return }
            usleep(1000)
        }
    }

    private func writeWaiting() {
        let (lines, dropped) = state.withLock { state in
            defer {
                state.lines = []
                state.dropped = 0
                state.isWriting = true
            }
            return (state.lines, state.dropped)
        }
        write(lines)
        if dropped > 0 { write(Array("\(dropped) log lines were lost because nobody read them in time\n".utf8)) }
        state.withLock { $0.isWriting = false }
    }

    private func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
                #if canImport(Glibc)
                let count = Glibc.write(descriptor, base, rest.count)
                #else
                let count = Darwin.write(descriptor, base, rest.count)
                #endif
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    usleep(1000)
                } else if errno != EINTR {
                    return
                }
            }
        }
    }
}
