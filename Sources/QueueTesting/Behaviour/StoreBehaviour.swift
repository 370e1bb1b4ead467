/// What every store promises, as cases that can be run on any of them.
package enum StoreBehaviour {
    /// One promise: a rule id, a sentence, and what shows it.
    package struct Case: Sendable, CustomStringConvertible {
        package let description: String
        /// What a store has to be able to do.
        package let ability: StoreAbility
        private let body: @Sendable (StoreKind) throws -> Void

        init(
            _ name: String,
            of ability: StoreAbility = .standardQueues,
            messagesInFlight: Int? = nil,
            body: @escaping @Sendable (StoreTrial) throws -> Void
        ) {
            description = name
            self.ability = ability
            self.body = { kind in
                let trial =
                    if let messagesInFlight { try StoreTrial(of: kind, messagesInFlight: messagesInFlight) } else {
                        try StoreTrial(of: kind)
                    }
                try body(trial)
                try trial.close()
            }
        }

        /// Shows it on a new store of a kind, which throws where the promise is broken.
        package func run(on kind: StoreKind) throws { try body(kind) }
    }

    /// All promises that a store with these abilities has to keep.
    package static func cases(of abilities: Set<StoreAbility> = Set(StoreAbility.allCases)) -> [Case] {
        let all =
            queueCases + sendCases + receiveCases + handleCases + retentionCases + reopenCases
            + fifoCases + deduplicationCases + attemptCases + deadLetterCases + moveCases + peekCases
            + operateCases + restoreCases + inquiryCases
        return all.filter { abilities.contains($0.ability) }
    }
}

/// Something that stores learn one after the other.
package enum StoreAbility: CaseIterable, Hashable, Sendable {
    case standardQueues, fifoQueues, deadLetterQueues, moveTasks
}
