import Configuration

/// One place that may have values, and what it is called in messages.
struct ConfigurationSource {
    let provider: any ConfigProvider
    var prefix: [String] = []
    let name: (SettingKey) -> String

    init(provider: any ConfigProvider, prefix: [String] = [], name: @escaping (SettingKey) -> String) {
        self.provider = provider
        self.prefix = prefix
        self.name = name
    }

    /// What the source has for a key, be it one text or a list of them; `nil` where it has nothing.
    func values(of key: SettingKey) throws(ConfigurationProblem) -> [String]? {
        let absolute = AbsoluteConfigKey(prefix + [key.rawValue])
        if case .stringArray(let texts) = content(of: absolute, as: .stringArray) { return texts }
        guard case .string(let text) = content(of: absolute, as: .string), !text.isEmpty else { return nil }
        return [text]
    }

    /// A source refuses to give a text as a list and the other way round; the other shape is asked for then.
    private func content(of key: AbsoluteConfigKey, as type: ConfigType) -> ConfigContent? {
        (try? provider.value(forKey: key, type: type))?.value?.content
    }
}
