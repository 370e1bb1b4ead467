import AdminAPI
import Foundation

/// One value of a table.
enum Cell: Equatable {
    case nothing
    case text(String)
    /// Text whose width does not matter: it may be cut to make room.
    case long(String)
    case count(Int)
    /// Something per second.
    case rate(Double)
    case bytes(Int)
    case duration(seconds: Double)
    case time(Date)
    case flag(Bool)
    case list([String])

    static func text(_ text: String?) -> Cell { text.map { .text($0) } ?? .nothing }
    static func count(_ count: Int?) -> Cell { count.map { .count($0) } ?? .nothing }
    static func bytes(_ bytes: Int?) -> Cell { bytes.map { .bytes($0) } ?? .nothing }
    static func duration(seconds: Double?) -> Cell { seconds.map { .duration(seconds: $0) } ?? .nothing }
    static func time(_ date: Date?) -> Cell { date.map { .time($0) } ?? .nothing }

    /// Numbers end where they end above and below.
    var isNumber: Bool {
        switch self {
        case .count, .rate, .bytes, .duration: true
        default: false
        }
    }

    /// For people.
    func text(now: Date) -> String {
        switch self {
        case .nothing: "-"
        case .text(let text), .long(let text): text
        case .count(let count): Humanized.count(count)
        case .rate(let rate): Humanized.rate(rate)
        case .bytes(let bytes): Humanized.bytes(bytes)
        case .duration(let seconds): Humanized.duration(seconds: seconds)
        case .time(let date): Humanized.time(date, now: now)
        case .flag(let flag): flag ? "yes" : "no"
        case .list(let list): list.isEmpty ? "-" : list.joined(separator: ",")
        }
    }

    /// For programs, and for `--raw`: nothing is rounded, times are RFC 3339, durations seconds.
    var exact: String {
        switch self {
        case .nothing: ""
        case .text(let text), .long(let text): text
        case .count(let count), .bytes(let count): "\(count)"
        // Whole seconds without a fraction: `45`, as the API of SQS spells them.
        case .rate(let number), .duration(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
        case .time(let date): AdminJSON.text(date)
        case .flag(let flag): flag ? "true" : "false"
        case .list(let list): list.joined(separator: ",")
        }
    }
}
