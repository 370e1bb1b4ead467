import ArgumentParser

/// What went wrong with some of several things, while the others went on.
struct Troubles {
    private let session: Session
    private let isFailFast: Bool
    private(set) var first: Failure?

    init(_ session: Session, isFailFast: Bool = false) {
        self.session = session
        self.isFailFast = isFailFast
    }

    /// Does one of several things; tells of its failure, and goes on unless told to end at the first.
    mutating func gather(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as OutputClosed {
            throw error
        } catch {
            let failure = await session.explain(error)
            // The rest would fail alike.
            guard !isFailFast, failure.status != .unavailable else { throw failure }
            session.complain(failure)
            if first == nil { first = failure }
        }
    }

    /// Ends with the first failure's exit code, or that of a part.
    func end(hasDone: Bool, _ options: PartialOptions) throws {
        guard let first else { return }
        let isPartial = hasDone && options.detailedExitCodes
        throw ExitCode(isPartial ? ExitStatus.partial.rawValue : first.status.rawValue)
    }
}
