import Foundation
import Yams

extension ContextFile {
    /// Writes the file anew, readable by its owner only; it is the old one or the new one at any time.
    func save(_ environment: [String: String]) throws {
        let path = Self.path(environment)
        do {
            let text = try YAMLEncoder().encode(self)
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            var file = try UnfinishedFile(path)
            try file.write(Data(text.utf8))
            try file.finish(isReplacing: true)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.inputOutput, "The file of contexts, \(path), cannot be written: \(error).")
        }
    }
}
