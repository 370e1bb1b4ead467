// swift-tools-version: 6.2

import PackageDescription

/// One set of rules for every target: Swift 6 mode, explicit existentials, imports that say what they export, and
/// warnings that stop the build.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// A library of this package.
///
/// The graph below is the architecture: a module can only know what stands in its list.
func layer(_ name: String, knows dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func tests(_ name: String, of dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

extension Target.Dependency {
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let heap = product(name: "HeapModule", package: "swift-collections")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioHTTPTypes = product(name: "NIOHTTPTypes", package: "swift-nio-extras")
    static let nioEmbedded = product(name: "NIOEmbedded", package: "swift-nio")
    static let logging = product(name: "Logging", package: "swift-log")
    static let serviceLifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let metrics = product(name: "Metrics", package: "swift-metrics")
    static let coreMetrics = product(name: "CoreMetrics", package: "swift-metrics")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let httpClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let yams = product(name: "Yams", package: "Yams")
}

let package = Package(
    name: "sqsd",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "sqsd", targets: ["sqsd"]),
        .executable(name: "sqsctl", targets: ["sqsctl"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // The words of SQS, and how they are spelled.
        layer("JSONText", knows: []),
        layer("SQSModel", knows: ["JSONText", .crypto]),
        layer("SQSWire", knows: ["SQSModel", "JSONText", .nioCore]),
        layer("SQSAccess", knows: ["SQSModel"]),

        // The state and its rules.
        layer("QueueStore", knows: ["SQSModel"]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLinux"),
        layer("SQLite", knows: ["CSQLite"]),
        layer("SQLiteStore", knows: ["CLinux", "QueueStore", "SQSModel", "SQLite"]),

        // The meaning of a call, and the door.
        .target(
            name: "CRE2",
            cxxSettings: [.treatAllWarnings(as: .error)],
            linkerSettings: [.linkedLibrary("re2")]
        ),
        layer("QueueService", knows: ["CRE2", "QueueStore", "SQSModel", "JSONText", .crypto, .heap]),
        layer("BrowserRules", knows: [.nioCore]),
        layer(
            "SQSServer",
            knows: [
                "BrowserRules", "QueueService", "SQSAccess", "SQSModel", "SQSWire",
                .nioCore, .nioPosix, .nioHTTP1, .logging,
            ]
        ),

        // What somebody probably meant.
        layer("NearestName", knows: []),

        // The operator's door, its key, and the hands that use it.
        layer("AdminAPI", knows: []),
        layer("AdminClient", knows: ["AdminAPI", .httpClient, .nioCore, .nioHTTP1, .nioPosix]),
        layer("PrometheusText", knows: [.coreMetrics]),
        layer(
            "AdminServer",
            knows: [
                "AdminAPI", "BrowserRules", "NearestName", "PrometheusText", "QueueService", "QueueStore", "SQSModel",
                "SQSServer", "SQSWire",
                .hummingbird, .hummingbirdCore, .httpTypes, .logging, .metrics, .nioCore, .nioHTTPTypes,
                .serviceLifecycle,
            ],
            // Into the code, because a program that consists of one file has no bundle beside it.
            resources: [.embedInCode("OpenAPI/openapi.yaml")]
        ),
        layer("QueueDeclarations", knows: ["NearestName", .yams]),
        .executableTarget(
            name: "sqsctl",
            dependencies: [
                "AdminAPI", "AdminClient", "JSONText", "NearestName", "QueueDeclarations", .argumentParser, .yams,
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "sqsd",
            dependencies: [
                "AdminAPI", "AdminServer", "NearestName", "PrometheusText", "QueueDeclarations", "QueueService",
                "QueueStore", "SQLite", "SQLiteStore", "SQSModel", "SQSServer",
                .argumentParser, .logging, .metrics, .nioCore, .nioPosix, .serviceLifecycle,
                .unixSignals,
            ],
            swiftSettings: settings
        ),

        layer("QueueTesting", knows: ["QueueStore", "SQSModel"]),

        // What an operation of the store costs as queues grow; run by Scripts/benchmark.
        .executableTarget(
            name: "StoreBenchmark",
            dependencies: ["QueueStore", "QueueTesting", "SQLiteStore", "SQSModel"],
            path: "Benchmarks/StoreBenchmark",
            swiftSettings: settings
        ),

        // Examples recorded from AWS and its clients, and the tests that hold the words and the spelling against them.
        .target(
            name: "Vectors",
            dependencies: ["SQSModel"],
            path: "Tests/Vectors",
            resources: [.copy("Files")],
            swiftSettings: settings
        ),
        tests("JSONTextTests", of: ["JSONText", "Vectors"]),
        tests("QueueStoreTests", of: ["QueueStore", "QueueTesting", "SQSModel", "Vectors"]),
        tests(
            "QueueServiceTests",
            of: ["QueueService", "QueueStore", "QueueTesting", "SQLiteStore", "SQSModel"]
        ),
        tests("SQLiteStoreTests", of: ["SQLiteStore", "QueueStore", "QueueTesting", "SQLite", "SQSModel", "Vectors"]),
        tests("SQSModelTests", of: ["SQSModel", "JSONText", "Vectors"]),
        tests("SQSWireTests", of: ["SQSWire", "SQSModel", "JSONText", "Vectors", .nioCore]),

        tests("AdminAPITests", of: ["AdminAPI"]),
        tests(
            "AdminServerTests",
            of: [
                "AdminAPI", "AdminServer", "PrometheusText", "QueueService", "QueueStore", "QueueTesting",
                "SQLiteStore",
                "SQSModel", "SQSServer", "Vectors",
                .httpClient, .httpTypes, .logging, .nioCore, .nioEmbedded, .nioHTTP1, .nioHTTPTypes, .nioPosix,
            ]
        ),
        tests("SQSAccessTests", of: ["SQSAccess", "SQSModel"]),
        tests(
            "SQSServerTests",
            of: [
                "SQSServer", "QueueService", "QueueStore", "QueueTesting", "SQLiteStore", "SQSModel", "Vectors",
                .nioCore, .nioPosix, .logging,
            ]
        ),
        tests("PrometheusTextTests", of: ["PrometheusText", .coreMetrics]),
        tests("QueueDeclarationsTests", of: ["NearestName", "QueueDeclarations"]),
        tests(
            "sqsdTests",
            of: [
                "sqsd", "QueueDeclarations", "QueueStore", "QueueTesting", "SQLiteStore", "SQSModel",
                .argumentParser, .logging,
            ]
        ),
        tests("AdminClientTests", of: ["AdminAPI", "AdminClient"]),
        tests("sqsctlTests", of: ["sqsctl", "AdminAPI", "AdminClient", .argumentParser]),
    ]
)
