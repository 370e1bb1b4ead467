/// One place that may have values, and what it is called in messages.
struct ConfigurationSource {
    /// What the source has, as texts; a setting that it has nothing for is not there.
    let values: [SettingKey: [String]]
    let name: (SettingKey) -> String
}
