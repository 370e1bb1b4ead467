import Foundation
import Testing

@testable import sqsctl

@Suite("Files that are being written")
final class UnfinishedFileTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "sqsctl-\(UUID().uuidString)").path

    init() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: directory) } catch { print("left behind: \(error)") }
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: directory).sorted() }
    }

    @Test func `what a killed one has left goes with the next, and what somebody still writes does not`() throws {
        for name in ["a.db.1.sqsctl-part", "a.db.2.sqsctl-part", "b.db.1.sqsctl-part", "a.db.1.part"] {
            try Data("half".utf8).write(to: URL(filePath: "\(directory)/\(name)"))
        }
        let other = open("\(directory)/a.db.2.sqsctl-part", O_RDONLY)
        defer { close(other) }
        #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
        var file = try UnfinishedFile("\(directory)/a.db")
        try file.write(Data(repeating: 1, count: 3 << 20))
        try file.write(Data("end".utf8))
        try file.finish(isReplacing: false)
        #expect(try names == ["a.db", "a.db.1.part", "a.db.2.sqsctl-part", "b.db.1.sqsctl-part"])
        #expect(try Data(contentsOf: URL(filePath: "\(directory)/a.db")).count == (3 << 20) + 3)
    }
}
