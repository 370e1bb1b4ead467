import ArgumentParser

/// One command of the tool.
protocol Command: AsyncParsableCommand {
    var options: GlobalOptions { get }

    func run(in session: Session) async throws
}

extension Command {
    func run() async throws {
        let session = try Session(options)
        do {
            try await run(in: session)
            try await session.close()
        } catch is OutputClosed {
            // `sqsctl ls | head`: the reader has what it wanted.
            try await session.close()
        } catch let error as ExitCode {
            try await session.close()
            throw error
        } catch {
            let failure = await session.explain(error)
            try await session.close()
            throw failure
        }
    }
}
