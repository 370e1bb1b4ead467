internal import Foundation

/// The recorded and computed examples that tests compare with, one JSON file each.
package enum Vectors {
    /// A file as it is, for tests that need its bytes or the order of its members.
    package static func bytes(of name: String) throws -> [UInt8] {
        guard let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Files") else {
            throw CocoaError(.fileNoSuchFile)
        }
        return [UInt8](try Data(contentsOf: url))
    }

    /// A file as a value of the test's own type.
    package static func decoded<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(try bytes(of: name)))
    }
}
