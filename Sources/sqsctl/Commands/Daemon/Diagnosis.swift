import AdminAPI
import AdminClient
import Foundation

/// One thing that `doctor` has looked at.
struct DoctorFinding: Encodable, Equatable {
    enum Grade: String, Encodable { case good, caution, bad }

    let subject: String
    let grade: Grade
    let finding: String
    /// What to do about it.
    var next: String?

    init(_ subject: String, _ grade: Grade, _ finding: String, next: String? = nil) {
        self.subject = subject
        self.grade = grade
        self.finding = finding
        self.next = next
    }
}

/// What a daemon's own words say about how it is.
enum Diagnosis {
    /// Below this much free, a disk is nearly full.
    private static let fewBytes = 1 << 30
    private static let tooFewBytes = 64 << 20
    /// Clocks that differ more than this make ages and times misleading.
    private static let skewSeconds = 2.0
    /// SQLite up to here can damage a database in WAL mode in a rare race of a checkpoint with a writer.
    private static let firstSoundSQLite = [3, 51, 3]

    static func readiness(_ status: DaemonStatus) -> DoctorFinding {
        if status.isDraining { return DoctorFinding("readiness", .bad, "it is stopping", next: "Start it again.") }
        guard status.isReady else {
            return DoctorFinding("readiness", .bad, "it is not ready", next: "Its log says why; so does GET /readyz.")
        }
        return DoctorFinding("readiness", .good, "ready since \(AdminJSON.text(status.startedAt))")
    }

    /// Compares its time with ours in the middle of the call, which took so long.
    static func clock(_ status: DaemonStatus, now: Date, took seconds: Double) -> DoctorFinding {
        let skew = status.now.timeIntervalSince(now)
        let text = "\(skew < 0 ? "behind" : "ahead of") ours by \(Humanized.duration(seconds: skew.magnitude))"
        guard skew.magnitude > skewSeconds + seconds else { return DoctorFinding("clock", .good, text) }
        return DoctorFinding(
            "clock",
            .caution,
            text,
            next: "Set the clocks of both machines (NTP): ages and times mislead."
        )
    }

    static func disk(_ status: DaemonStatus) -> DoctorFinding {
        guard let directory = status.dataDirectory else {
            return DoctorFinding(
                "disk",
                .caution,
                "nothing is kept on a disk",
                next: "--durability full keeps messages."
            )
        }
        guard let free = status.diskFreeBytes else {
            return DoctorFinding("disk", .caution, "nobody knows how much is free")
        }
        let text = "\(Humanized.bytes(free)) free at \(directory)"
        let grade: DoctorFinding.Grade = free < tooFewBytes ? .bad : free < fewBytes ? .caution : .good
        return DoctorFinding(
            "disk",
            grade,
            text,
            next: grade == .good ? nil : "Make room: sends fail when the disk is full."
        )
    }

    static func sqlite(_ version: VersionInfo) -> DoctorFinding {
        let numbers = version.sqlite.split(separator: ".").map { Int($0) ?? 0 }
        let isSound = !numbers.lexicographicallyPrecedes(firstSoundSQLite)
        return DoctorFinding(
            "SQLite",
            isSound ? .good : .caution,
            version.sqlite,
            next: isSound ? nil : "Older than 3.51.3, which mended a rare damage of write-ahead logs: update it."
        )
    }

    static func token(_ endpoint: Endpoint) -> DoctorFinding {
        guard endpoint.token == nil else { return DoctorFinding("token", .good, "one is sent, and taken") }
        let host = URLComponents(string: endpoint.address)?.host ?? ""
        let isHere = host == "localhost" || host == "::1" || host == "[::1]" || host.hasPrefix("127.")
        guard !isHere else { return DoctorFinding("token", .good, "none is wanted; only this machine can call") }
        return DoctorFinding(
            "token",
            .bad,
            "none is wanted, and other machines can call",
            next: "Start sqsd with --admin-token-file, and keep it in a context."
        )
    }
}

extension Listing where Row == DoctorFinding {
    static var findings: Listing {
        Listing(
            name: \.subject,
            columns: [
                Column("SUBJECT", isKey: true) { .text($0.subject) },
                Column("STATE", isKey: true, style: { $0.style }) { .text($0.grade.rawValue) },
                Column("FINDING", isKey: true) { .long($0.finding) },
                Column("NEXT STEP") { .long($0.next ?? "") },
            ]
        )
    }
}

extension DoctorFinding {
    fileprivate var style: Style {
        switch grade {
        case .good: .good
        case .caution: .caution
        case .bad: .bad
        }
    }
}
