internal import AdminAPI
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import QueueService
internal import QueueStore
import Foundation

/// The whole database as one file, made while others go on.
extension AdminRoutes {
    /// What is sent at a time.
    private static let chunkBytes = 256 * 1024
    private static let contentType = "application/vnd.sqlite3"

    /// The file has no name any more while it is sent: whatever happens, nothing of it stays.
    func backup(_ request: AdminRequest) async throws -> Response {
        guard let directory = sources.backupDirectory else {
            throw AdminProblem(
                .notInMemory,
                "This daemon keeps nothing on disk, so there is no database to back up.",
                hint: "Export its queues instead: sqsctl export."
            )
        }
        guard !request.wantsHeadOnly else { return .head(Self.contentType) }
        let path = "\(directory)/\(BackupDraft.prefix)\(sources.makeMessageId())"
        let file: FileHandle
        do {
            defer { try? FileManager.default.removeItem(atPath: path) }
            let operating = sources.operating
            file = try await request.untilHangup {
                try await operating.backUp(to: path)
                return try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            }
        }
        let length: Int
        do {
            length = Int(clamping: try file.seekToEnd())
            try file.seek(toOffset: 0)
        } catch {
            throw ConnectionUsedUp(cause: error)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: Self.contentType, .contentDisposition: "attachment; filename=\"sqsd.sqlite3\"",
                .connection: "close",
            ],
            body: ResponseBody(contentLength: length) { outlet in
                while let data = try file.read(upToCount: Self.chunkBytes), !data.isEmpty {
                    try await outlet.write(ByteBuffer(bytes: data))
                }
                try file.close()
                try await outlet.finish(nil)
            }
        )
    }
}

/// Files of backups that are being made.
package enum BackupDraft {
    fileprivate static let prefix = ".sqsd-backup-"

    /// Removes what a daemon has left that died while it made one.
    package static func removeLeftovers(in directory: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: directory) where name.hasPrefix(prefix) {
            try FileManager.default.removeItem(atPath: "\(directory)/\(name)")
        }
    }
}
