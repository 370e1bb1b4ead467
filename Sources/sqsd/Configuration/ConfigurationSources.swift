import Configuration
import SystemPackage

/// Where a configuration is read from; each source wins over those below it.
struct ConfigurationSources {
    var flags: [SettingKey: [String]] = [:]
    var environment: [String: String] = [:]
    /// Path of a YAML file.
    var file: String?

    private static let fileVariable = SettingKey.environmentPrefix + "CONFIG"

    /// - Throws: `ConfigurationProblem` with all that is wrong in any of the sources.
    func read() async throws -> SqsdConfiguration {
        var mistakes = unknownVariables()
        var sources = [flagSource, environmentSource]
        if let path = file ?? environment[Self.fileVariable].flatMap({ $0.isEmpty ? nil : $0 }) {
            do {
                let file = try await ConfigurationFile(reading: path)
                mistakes += file.unknownKeys
                sources.append(file.source)
            } catch let problem as ConfigurationProblem {
                mistakes += problem.mistakes
            }
        }
        var configuration = SqsdConfiguration()
        for key in SettingKey.allCases {
            do { try read(key, from: sources, into: &configuration) } catch { mistakes += error.mistakes }
        }
        guard mistakes.isEmpty else { throw ConfigurationProblem(mistakes: mistakes) }
        return configuration
    }

    /// Takes the value of the first source that has one.
    private func read(
        _ key: SettingKey,
        from sources: [ConfigurationSource],
        into configuration: inout SqsdConfiguration
    ) throws(ConfigurationProblem) {
        for source in sources {
            guard let values = try source.values(of: key) else { continue }
            let setting = key.setting
            guard setting.set(values, &configuration) else {
                let value = values.joined(separator: ", ")
                throw ConfigurationProblem(
                    mistakes: [
                        "\(key.rawValue): '\(value)' from \(source.name(key)) is not allowed; give \(setting.allowed)."
                    ]
                )
            }
            return
        }
    }

    private var flagSource: ConfigurationSource {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for (key, texts) in flags {
            values[AbsoluteConfigKey([key.rawValue])] = ConfigValue(.stringArray(texts), isSecret: false)
        }
        return ConfigurationSource(provider: InMemoryProvider(name: "flags", values: values)) { "the flag \($0.flag)" }
    }

    /// Variables that are empty count as absent, because compose files cannot leave them out.
    private var environmentSource: ConfigurationSource {
        let present = environment.filter { !$0.value.isEmpty && !isClusterVariable($0.key, $0.value) }
        let provider = EnvironmentVariablesProvider(environmentVariables: present)
        return ConfigurationSource(provider: provider, prefix: ["sqsd"]) {
            "the environment variable \($0.environmentName)"
        }
    }

    private func unknownVariables() -> [String] {
        let known = SettingKey.allCases.map(\.environmentName) + [Self.fileVariable]
        return environment.keys.sorted().compactMap { name in
            guard name.hasPrefix(SettingKey.environmentPrefix), !known.contains(name),
                !isClusterVariable(name, environment[name] ?? "")
            else { return nil }
            let hint = nearest(to: name, among: known).map { "; did you mean \($0)?" } ?? "."
            return "The environment variable \(name) is none that sqsd knows\(hint)"
        }
    }
}

/// Whether Kubernetes has set a variable, as it does for a service that is called sqsd.
private func isClusterVariable(_ name: String, _ value: String) -> Bool {
    name == "SQSD_SERVICE_HOST" || name.hasPrefix("SQSD_SERVICE_PORT")
        || name.hasPrefix("SQSD_PORT_") || (name == "SQSD_PORT" && value.contains("://"))
}
