import NearestName
import QueueDeclarations

/// Where a configuration is read from; each source wins over those below it.
struct ConfigurationSources {
    var flags: [SettingKey: [String]] = [:]
    var environment: [String: String] = [:]
    /// Path of a file, in our own format or in ElasticMQ's.
    var file: String?

    private static let fileVariable = SettingKey.environmentPrefix + "CONFIG"

    /// - Throws: `ConfigurationProblem` with all that is wrong in any of the sources.
    func read() throws(ConfigurationProblem) -> SqsdConfiguration { try load().configuration }

    /// - Throws: `ConfigurationProblem` with all that is wrong in any of the sources.
    func load() throws(ConfigurationProblem) -> LoadedConfiguration {
        var mistakes = unknownVariables()
        var sources = [flagSource, environmentSource]
        var result = LoadedConfiguration()
        var unknownKeys: [String] = []
        if let path {
            do throws(ConfigurationProblem) {
                let file = try ConfigurationFile(reading: path, environment: environment)
                mistakes += file.mistakes
                unknownKeys = file.unknownKeys
                result.notes = file.notes
                result.declarations = file.declarations
                sources.append(file.source)
            } catch {
                mistakes += error.mistakes
            }
        }
        for key in SettingKey.allCases {
            do { try read(key, from: sources, into: &result) } catch { mistakes += error.mistakes }
        }
        if result.configuration.isStrict { mistakes += unknownKeys } else { result.notes += unknownKeys }
        do { try result.declareQueues() } catch { mistakes += error.mistakes }
        guard mistakes.isEmpty else { throw ConfigurationProblem(mistakes: mistakes) }
        return result
    }

    /// Path of the file, if there is one.
    var path: String? { file ?? environment[Self.fileVariable].flatMap { $0.isEmpty ? nil : $0 } }

    /// Takes the value of the first source that has one.
    private func read(
        _ key: SettingKey,
        from sources: [ConfigurationSource],
        into result: inout LoadedConfiguration
    ) throws(ConfigurationProblem) {
        for source in sources {
            guard let values = source.values[key] else { continue }
            let setting = key.setting
            guard setting.set(values, &result.configuration) else {
                let value = setting.isSecret ? "…" : values.joined(separator: ", ")
                throw ConfigurationProblem(
                    mistakes: [
                        "\(key.rawValue): '\(value)' from \(source.name(key)) is not allowed; give \(setting.allowed)."
                    ]
                )
            }
            result.origins[key] = source.name(key)
            return
        }
    }

    private var flagSource: ConfigurationSource {
        ConfigurationSource(values: flags) { "the flag \($0.flag)" }
    }

    /// Variables that are empty count as absent, because compose files cannot leave them out.
    private var environmentSource: ConfigurationSource {
        var values: [SettingKey: [String]] = [:]
        for key in SettingKey.allCases {
            guard let text = environment[key.environmentName], !text.isEmpty,
                !isClusterVariable(key.environmentName, text)
            else { continue }
            values[key] = [text]
        }
        return ConfigurationSource(values: values) { "the environment variable \($0.environmentName)" }
    }

    private func unknownVariables() -> [String] {
        let known = SettingKey.allCases.map(\.environmentName) + [Self.fileVariable]
        return environment.keys.sorted().compactMap { name in
            guard name.hasPrefix(SettingKey.environmentPrefix), !known.contains(name),
                !isClusterVariable(name, environment[name] ?? "")
            else { return nil }
            return "The environment variable \(name) is none that sqsd knows\(hint(for: name, among: known))"
        }
    }
}

/// Whether Kubernetes has set a variable, as it does for a service that is called sqsd.
private func isClusterVariable(_ name: String, _ value: String) -> Bool {
    name == "SQSD_SERVICE_HOST" || name.hasPrefix("SQSD_SERVICE_PORT")
        || name.hasPrefix("SQSD_PORT_") || (name == "SQSD_PORT" && value.contains("://"))
}
