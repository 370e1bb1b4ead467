import ArgumentParser

/// The settings as flags of the command line; names and explanations come from the table.
struct Flags: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: "YAML file with any of these settings and queues, or one of ElasticMQ (environment: SQSD_CONFIG)."
    )
    var configurationFile: String?

    @Option(.host) var host: [String] = []
    @Option(.port) var port: [String] = []
    @Option(.dataDirectory) var dataDirectory: [String] = []
    @Option(.durability) var durability: [String] = []
    @Option(.damagedLog) var damagedLog: [String] = []
    @Option(.externalURL) var externalURL: [String] = []
    @Option(.allowedHosts) var allowedHosts: [String] = []
    @Option(.allowedOrigins) var allowedOrigins: [String] = []
    @Option(.admin) var admin: [String] = []
    @Option(.adminHost) var adminHost: [String] = []
    @Option(.adminPort) var adminPort: [String] = []
    @Option(.adminToken) var adminToken: [String] = []
    @Option(.adminTokenFile) var adminTokenFile: [String] = []
    @Option(.label) var label: [String] = []
    @Option(.metricsQueueLimit) var metricsQueueLimit: [String] = []
    @Option(.minimumFreeBytes) var minimumFreeBytes: [String] = []
    @Option(.limits) var limits: [String] = []
    @Option(.logLevel) var logLevel: [String] = []
    @Option(.logFormat) var logFormat: [String] = []
    @Option(.maximumConnections) var maximumConnections: [String] = []
    @Option(.maximumHeaderBytes) var maximumHeaderBytes: [String] = []
    @Option(.maximumBodyBytes) var maximumBodyBytes: [String] = []
    @Option(.headerTimeout) var headerTimeout: [String] = []
    @Option(.bodyTimeout) var bodyTimeout: [String] = []
    @Option(.idleTimeout) var idleTimeout: [String] = []
    @Option(.writeTimeout) var writeTimeout: [String] = []
    @Option(.shutdownTimeout) var shutdownTimeout: [String] = []
    @Option(.eventLoops) var eventLoops: [String] = []
    @Option(.queue) var queue: [String] = []
    @Option(.autoCreate) var autoCreate: [String] = []
    @Option(.region) var region: [String] = []
    @Option(.accountId) var accountId: [String] = []
    @Option(.singleRegion) var singleRegion: [String] = []
    @Option(.strict) var strict: [String] = []

    /// The flags that were given.
    ///
    /// A test holds this list and the one above against the table.
    var values: [SettingKey: [String]] {
        let all: [SettingKey: [String]] = [
            .host: host, .port: port, .dataDirectory: dataDirectory, .durability: durability,
            .damagedLog: damagedLog, .externalURL: externalURL, .allowedHosts: allowedHosts,
            .allowedOrigins: allowedOrigins, .admin: admin, .adminHost: adminHost, .adminPort: adminPort,
            .adminToken: adminToken, .adminTokenFile: adminTokenFile, .label: label,
            .metricsQueueLimit: metricsQueueLimit, .minimumFreeBytes: minimumFreeBytes, .limits: limits,
            .logLevel: logLevel, .logFormat: logFormat, .maximumConnections: maximumConnections,
            .maximumHeaderBytes: maximumHeaderBytes, .maximumBodyBytes: maximumBodyBytes,
            .headerTimeout: headerTimeout, .bodyTimeout: bodyTimeout, .idleTimeout: idleTimeout,
            .writeTimeout: writeTimeout, .shutdownTimeout: shutdownTimeout, .eventLoops: eventLoops,
            .queue: queue, .autoCreate: autoCreate, .region: region, .accountId: accountId,
            .singleRegion: singleRegion, .strict: strict,
        ]
        return all.filter { !$0.value.isEmpty }
    }
}

extension Option where Value == [String] {
    /// The flag of a setting.
    ///
    /// Values are read with those of the other sources, and so come as text.
    fileprivate init(wrappedValue: [String], _ key: SettingKey) {
        let setting = key.setting
        let standard = setting.text(SqsdConfiguration())
        self.init(
            wrappedValue: wrappedValue,
            name: .customLong(key.rawValue),
            parsing: .singleValue,
            help: ArgumentHelp(
                "\(setting.help) Give \(setting.allowed). (default: \(standard.isEmpty ? "empty" : standard))",
                valueName: setting.isList ? "list" : "value"
            )
        )
    }
}
