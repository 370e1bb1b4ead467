import AdminServer
import Foundation

#if canImport(Glibc)
// Where the compiler finds the members of `stat`.
import CDispatch
import Glibc
#else
import Darwin
#endif

/// Where the token of the admin API comes from.
enum AdminToken {
    /// - Returns: `nil` where none is configured.
    /// - Throws: `Fatality` where it cannot be had, or others could have it too.
    static func read(_ configuration: SqsdConfiguration) throws(Fatality) -> BearerToken? {
        switch (configuration.adminToken.isEmpty, configuration.adminTokenFile.isEmpty) {
        case (true, true): return nil
        case (false, true): return BearerToken(configuration.adminToken)
        case (true, false): return try read(file: configuration.adminTokenFile)
        case (false, false):
            throw Fatality(.configuration, "Both --admin-token and --admin-token-file are given; give one of them.")
        }
    }

    private static func read(file path: String) throws(Fatality) -> BearerToken {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Fatality(
                .configuration,
                "The token file \(path) cannot be read: \(String(cString: strerror(errno)))."
            )
        }
        defer { close(descriptor) }
        // Of the file that was opened, whatever has its name by now.
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & 0o077 == 0 else {
            throw Fatality(
                .configuration,
                "The token file \(path) can be read by others than its owner. Run: chmod 600 \(path)"
            )
        }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        guard let token = BearerToken(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw Fatality(
                .configuration,
                "The token file \(path) holds no token; give \(SettingKey.adminToken.setting.allowed)."
            )
        }
        return token
    }
}
