import AdminAPI
import AdminClient
import Foundation
import Testing

@testable import sqsctl

@Suite("Limits, and what monitoring systems are told")
struct CheckTests {
    @Test(arguments: [
        (9.9, Condition.ok), (10, .warning), (19.9, .warning), (20, .critical), (1e9, .critical),
    ])
    func `a limit is passed when it is reached`(value: Double, condition: Condition) {
        #expect(Threshold(warning: 10, critical: 20).condition(of: value) == condition)
    }

    @Test func `without limits all is well`() {
        #expect(Threshold().condition(of: .infinity) == .ok)
    }

    @Test func `the critical limit wins where it is the lower one`() {
        #expect(Threshold(warning: 10, critical: 5).condition(of: 7) == .critical)
    }

    @Test func `the worst figure decides, and unknown is less than critical`() {
        var report = PluginReport("QUEUE")
        report.add(.init(name: "visible", value: 5, threshold: Threshold(warning: 1)), "5 visible")
        #expect(report.condition == .warning)
        report.add(.unknown, "who knows")
        #expect(report.condition == .unknown)
        report.add(.critical, "gone")
        report.add(.unknown, "who knows")
        #expect(report.condition == .critical)
        #expect(Condition.allCases.map(\.rawValue) == [0, 1, 2, 3])
    }

    @Test func `a report is one line with its figures behind a bar`() {
        var report = PluginReport("QUEUE")
        report.add(.init(name: "visible", value: 12, threshold: Threshold(warning: 10, critical: 20)), "12 | visible")
        report.add(.init(name: "age", value: 1.5, unit: "s"), "oldest\n1s")
        #expect(report.text == "SQSD QUEUE WARNING - 12 / visible, oldest 1s | visible=12;10;20;0 age=1.5s;;;0")
    }

    @Test(arguments: [(0, ExpectedCount.Verdict.tooFew), (2, .tooFew), (3, .met), (4, .tooMany)])
    func `as many as expected is neither more nor less`(found: Int, verdict: ExpectedCount.Verdict) {
        #expect(ExpectedCount(3).verdict(on: found) == verdict)
    }

    @Test(arguments: [
        ("3.46.1", DoctorFinding.Grade.caution), ("3.51.2", .caution), ("3.51.3", .good), ("3.52.0", .good),
    ])
    func `an SQLite that can damage logs is told`(version: String, grade: DoctorFinding.Grade) {
        #expect(Diagnosis.sqlite(VersionInfo(version: "1", swift: "6", sqlite: version)).grade == grade)
    }

    @Test(
        arguments: [
            ("http://127.0.0.1:9325", nil, DoctorFinding.Grade.good), ("http://[::1]:9325", nil, .good),
            ("http://sqs.test:9325", nil, .bad), ("http://sqs.test:9325", "secret", .good),
        ] as [(String, String?, DoctorFinding.Grade)]
    )
    func `an open door to other machines is bad`(address: String, token: String?, grade: DoctorFinding.Grade) throws {
        let endpoint = Endpoint(address: address, token: token, source: "--endpoint", tenancy: .init())
        #expect(Diagnosis.token(endpoint).grade == grade)
    }
}
