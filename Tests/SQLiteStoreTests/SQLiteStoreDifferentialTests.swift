import Foundation
import QueueTesting
import SQLiteStore
import Testing

/// Two and a half thousand histories in memory and two hundred on disk; `SQSD_TEST_EFFORT=10` makes ten times as many.
@Suite("The SQLite store beside the reference store")
struct SQLiteStoreDifferentialTests {
    private static let effort = ProcessInfo.processInfo.environment["SQSD_TEST_EFFORT"].flatMap { UInt64($0) } ?? 1

    @Test("answers alike in memory", arguments: 0..<50 * effort)
    func memory(block: UInt64) throws { try compare(.memory, seeds: block * 50..<(block + 1) * 50) }

    @Test("answers alike on disk, through restarts", arguments: [Durability.normal, .full], 0..<5 * effort)
    func disk(durability: Durability, block: UInt64) throws {
        try compare(durability, seeds: 1_000_000 + block * 20..<1_000_000 + (block + 1) * 20)
    }

    private func compare(_ durability: Durability, seeds: Range<UInt64>) throws {
        let differential = Differential(of: .sqlite(durability), abilities: Set(StoreAbility.allCases))
        for seed in seeds { try differential.run(seed: seed) }
    }
}
