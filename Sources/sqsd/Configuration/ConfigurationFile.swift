import Foundation
import NearestName
import QueueDeclarations

/// A configuration file: settings and declarations of queues, in our own format or in ElasticMQ's.
struct ConfigurationFile {
    let source: ConfigurationSource
    let declarations: QueueDeclarations
    /// What is wrong with it, in words.
    let mistakes: [String]
    /// Keys of another program that mean nothing here; mistakes where the configuration is strict.
    let unknownKeys: [String]
    /// What the file asks for and gets in another way or not at all.
    let notes: [String]

    /// - Throws: `ConfigurationProblem` where the file cannot be read.
    init(reading path: String, environment: [String: String]) throws(ConfigurationProblem) {
        let url = URL(fileURLWithPath: path)
        let text: String
        do { text = try contents(of: url) } catch {
            throw ConfigurationProblem(
                mistakes: [
                    """
                    The configuration file \(path) cannot be read: \(reason(of: error)). Give --config a file that \
                    this user can read.
                    """
                ]
            )
        }
        let file = DeclarationFile(text: text, name: path, environment: environment) { name in
            // Beside the file that names it.
            do { return try contents(of: URL(fileURLWithPath: name, relativeTo: url)) } catch CocoaError
                .fileReadNoSuchFile
            {
                return nil
            }
        }
        guard file.format != .goAWS else {
            throw ConfigurationProblem(
                mistakes: [
                    """
                    \(path) is a configuration of GoAWS, with which sqsd does not start. Convert it with: \
                    sqsctl config convert \(path)
                    """
                ]
            )
        }
        var values: [SettingKey: [String]] = [:]
        var places: [String: Place] = [:]
        var mistakes: [String] = []
        for setting in file.settings {
            places[setting.key] = setting.place
            switch (setting.value, SettingKey(rawValue: setting.key)) {
            case (_, nil):
                let known = SettingKey.allCases.map(\.rawValue) + ["queues"]
                let hint = hint(for: setting.key, among: known)
                mistakes.append("\(setting.place): '\(setting.key)' is no key that sqsd knows\(hint)")
            case (.section, let key?):
                mistakes.append(
                    "\(setting.place): \(setting.key) holds neither a text nor a list; give \(key.setting.allowed)."
                )
            case (.texts(let texts), let key?): values[key] = texts
            case (.nothing, _): break
            }
        }
        source = ConfigurationSource(values: values) { [places] key in
            (places[key.rawValue] ?? Place(path)).description
        }
        declarations = file.declarations
        self.mistakes = mistakes + file.mistakes.map(\.description)
        unknownKeys = file.unknownKeys.map(\.description)
        notes = file.notes.map(\.description)
    }
}

private func contents(of url: URL) throws -> String {
    String(decoding: try Data(contentsOf: url), as: UTF8.self)
}

/// Why the system would not read a file; Foundation's own sentence is about an operation that nobody knows.
private func reason(of error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case .fileReadNoSuchFile?: "there is no such file"
    case .fileReadNoPermission?: "it may not be read"
    default: error.localizedDescription
    }
}
