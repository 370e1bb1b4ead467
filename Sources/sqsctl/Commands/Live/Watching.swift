import ArgumentParser
import Foundation

/// `--watch`: the same again and again.
struct WatchOptions: ParsableArguments {
    @Option(
        defaultAsFlag: TimeSpan(seconds: 2),
        help: ArgumentHelp("Show it anew, every 2s or so often.", valueName: "time")
    )
    var watch: TimeSpan? = nil

    init() {}

    func validate() throws {
        if let watch, watch.milliseconds < 100 { throw ValidationError("--watch takes 100ms or more.") }
    }
}

extension Session {
    /// Shows something once, or with `--watch` again and again until a signal ends it.
    ///
    /// On a terminal it takes the whole screen, and `show` is told how many lines there is room for; elsewhere one follows
    /// the other. Colours stay as they are.
    func show(_ watching: WatchOptions, _ show: (_ lines: Int?) async throws -> Void) async throws {
        guard let interval = watching.watch?.duration else { return try await show(nil) }
        let isFull = terminal.isOutput && !isOnDumbTerminal
        let (ticks, told) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let signals = Signals(Signals.ending) { _ in told.finish() }
        let resizing = Signals([SIGWINCH]) { _ in told.yield() }
        let ticking = Task {
            while !Task.isCancelled {
                told.yield()
                try await Task.sleep(for: interval)
            }
        }
        defer {
            ticking.cancel()
            resizing.end()
            signals.end()
        }
        let screen = isFull ? try Screen(output, takesKeys: false) : nil
        let ending: Result<Void, any Error>
        do {
            for await _ in ticks {
                // The terminal shows the frame when it is whole.
                if isFull { try output.write("\u{1B}[?2026h\u{1B}[H\u{1B}[2J") }
                try await show(isFull ? Screen.size.height - 1 : nil)
                if isFull { try output.write("\u{1B}[?2026l") }
                try output.flush()
            }
            ending = .success(())
        } catch {
            ending = .failure(error)
        }
        try screen?.restore()
        try ending.get()
    }
}
