#if os(Linux)
import Foundation
import Testing

@testable import SQLiteStore

@Suite struct ReserveTests {
    @Test func `space is held, given up once and taken again`() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/reserve"
        let reserve = try Reserve(path, in: directory.path)
        #expect(reserve.isSpent, "nothing is held before the database is open")

        #expect(reserve.refill())
        #expect(!reserve.isSpent)
        #expect(try size(of: path) == reserve.size)

        #expect(reserve.spend())
        #expect(reserve.isSpent)
        #expect(try size(of: path) == 0)
        #expect(!reserve.spend(), "there is nothing left to give")

        #expect(reserve.refill())
        #expect(try size(of: path) == reserve.size)
    }

    @Test func `what an earlier process held is free while the database is opened`() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/reserve"
        #expect(try Reserve(path, in: directory.path).refill())
        #expect(try Reserve(path, in: directory.path).isSpent)
        #expect(try size(of: path) == 0)
    }

    private func size(of path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    }
}
#endif
