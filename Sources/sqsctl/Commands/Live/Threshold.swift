import Foundation

/// How something is, in the order of how bad it is; the exit code of a monitoring plug-in.
enum Condition: Int32, Comparable, CaseIterable {
    case ok = 0
    case warning = 1
    case critical = 2
    case unknown = 3

    static func < (one: Condition, other: Condition) -> Bool { one.badness < other.badness }

    var word: String {
        switch self {
        case .ok: "OK"
        case .warning: "WARNING"
        case .critical: "CRITICAL"
        case .unknown: "UNKNOWN"
        }
    }

    /// What is known to be bad is worse than what nobody knows.
    private var badness: Int {
        switch self {
        case .ok: 0
        case .warning: 1
        case .unknown: 2
        case .critical: 3
        }
    }
}

/// From where on a figure is bad.
struct Threshold: Equatable {
    var warning: Double?
    var critical: Double?

    /// A figure that has reached a limit is beyond it.
    func condition(of value: Double) -> Condition {
        if let critical, value >= critical { return .critical }
        if let warning, value >= warning { return .warning }
        return .ok
    }
}

/// One line in the form that monitoring systems take from their plug-ins: condition, text, and figures behind a bar.
struct PluginReport: Equatable {
    struct Figure: Equatable {
        let name: String
        let value: Double
        /// `s` or `B`; counts have none.
        var unit = ""
        var threshold = Threshold()
    }

    let subject: String
    var condition = Condition.ok
    var remarks: [String] = []
    private(set) var figures: [Figure] = []

    init(_ subject: String) { self.subject = subject }

    /// Adds a figure and what it means.
    mutating func add(_ figure: Figure, _ remark: String) {
        figures.append(figure)
        remarks.append(remark)
        condition = max(condition, figure.threshold.condition(of: figure.value))
    }

    /// Adds something that is as it should not be.
    mutating func add(_ condition: Condition, _ remark: String) {
        self.condition = max(self.condition, condition)
        remarks.insert(remark, at: 0)
    }

    var text: String {
        // A bar would begin the figures.
        let said = remarks.joined(separator: ", ").replacing("|", with: "/").replacing("\n", with: " ")
        let line = "SQSD \(subject) \(condition.word) - \(said)"
        return figures.isEmpty ? line : "\(line) | \(figures.map(\.text).joined(separator: " "))"
    }
}

extension PluginReport.Figure {
    /// In the form `label=value[unit];warn;crit;min`.
    fileprivate var text: String {
        let limits = [threshold.warning, threshold.critical].map { $0.map(Self.number) ?? "" }
        return "\(name)=\(Self.number(value))\(unit);\(limits[0]);\(limits[1]);0"
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\((value * 1000).rounded() / 1000)"
    }
}
