import QueueStore

/// Plays the same random history to the reference store and to another one, and compares every answer.
package struct Differential: Sendable {
    private let kind: StoreKind
    private let abilities: Set<StoreAbility>
    private let length: Int

    /// Compares a kind of store in what it is able to do, with histories of some steps.
    package init(of kind: StoreKind, abilities: Set<StoreAbility>, length: Int = 40) {
        self.kind = kind
        self.abilities = abilities
        self.length = length
    }

    /// Plays the history that a seed stands for.
    ///
    /// - Throws: a violation that names the seed and the shortest history found that still shows a difference.
    package func run(seed: UInt64) throws {
        var generator = WorkloadGenerator(seed: seed, abilities: abilities)
        let messagesInFlight = generator.messagesInFlight()
        let history = generator.history(length: length)
        guard try difference(in: history, messagesInFlight: messagesInFlight) != nil else { return }
        let short = try shrunken(history) { try difference(in: $0, messagesInFlight: messagesInFlight) != nil }
        let last = try difference(in: short, messagesInFlight: messagesInFlight) ?? "it shows no more"
        let steps = short.enumerated().map { "  \($0.offset + 1). \($0.element)" }.joined(separator: "\n")
        throw Violation(
            """
            \(kind) differs from the reference with seed \(seed), at most \(messagesInFlight) in flight:
            \(steps)
            \(last)
            """
        )
    }

    /// What the two stores answered differently; `nil` where they agree to the end.
    private func difference(in history: [WorkloadStep], messagesInFlight: Int) throws -> String? {
        let reference = try DifferentialSide(.reference, messagesInFlight: messagesInFlight)
        let subject = try DifferentialSide(kind, messagesInFlight: messagesInFlight)
        for (index, step) in history.enumerated() {
            do {
                try take(step, reference, subject)
                try same(try subject.standing(), try reference.standing(), "records, counts and messages:")
                try same(try subject.runningMoves(), try reference.runningMoves(), "running moves:")
            } catch {
                return "step \(index + 1): \(error)"
            }
        }
        try reference.trial.close()
        try subject.trial.close()
        return nil
    }

    private func take(_ step: WorkloadStep, _ reference: DifferentialSide, _ subject: DifferentialSide) throws {
        switch step {
        case .apply(let commands):
            let expected = try reference.apply(commands)
            let found = try subject.apply(commands)
            for index in commands.indices {
                try same(found.seen[index], expected.seen[index], "\(commands[index]):")
                guard let wait = found.waits[index], let limit = expected.waits[index] else { continue }
                try holds(wait.isNoLater(than: limit, at: subject.trial.now), "\(wait) is no later than \(limit)")
            }
        case .wait(let milliseconds): wait(milliseconds, reference, subject)
        case .waitForDeadline(let pick, let offset):
            guard let store = reference.trial.store as? ReferenceStore else { return }
            let now = reference.trial.now
            let deadlines = store.deadlines(after: now)
            guard !deadlines.isEmpty else { return }
            let deadline = deadlines[pick % deadlines.count]
            guard deadline < .distantFuture else { return }
            wait(max(0, deadline.milliseconds + offset - now.milliseconds), reference, subject)
        case .keepHouse(let limit):
            for side in [reference, subject] {
                guard let due = side.trial.store.nextHousekeeping, due <= side.trial.now else { continue }
                try side.trial.store.housekeep(at: side.trial.now, limit: limit)
                try side.trial.store.tidy(isQuiet: true)
            }
        case .reopen:
            try reference.trial.reopen()
            try subject.trial.reopen()
        }
    }

    private func wait(_ milliseconds: Int64, _ sides: DifferentialSide...) {
        for side in sides { side.trial.wait(milliseconds: milliseconds) }
    }
}

/// The history without what is not needed for its failure: steps first, in ever smaller pieces, then commands of a step.
func shrunken(
    _ history: [WorkloadStep],
    while fails: ([WorkloadStep]) throws -> Bool
) rethrows -> [WorkloadStep] {
    var history = try dropping(from: history, while: fails)
    for index in history.indices {
        guard case .apply(let commands) = history[index], commands.count > 1 else { continue }
        let needed = try dropping(from: commands) { commands in
            var shorter = history
            shorter[index] = .apply(commands)
            return try fails(shorter)
        }
        history[index] = .apply(needed)
    }
    return try dropping(from: history, while: fails)
}

/// The elements that are left when all that can go has gone while it still fails.
private func dropping<Element>(
    from elements: [Element],
    while fails: ([Element]) throws -> Bool
) rethrows -> [Element] {
    var elements = elements
    var size = max(1, elements.count / 2)
    while true {
        var start = 0
        var hasShrunk = false
        while start < elements.count {
            var shorter = elements
            shorter.removeSubrange(start..<min(start + size, elements.count))
            if try fails(shorter) {
                elements = shorter
                hasShrunk = true
            } else {
                start += size
            }
        }
        if size == 1, !hasShrunk { return elements }
        size = max(1, size / 2)
    }
}
