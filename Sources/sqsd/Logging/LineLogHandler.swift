import Foundation
import Logging

/// One line for each entry of the log, for people or for machines.
struct LineLogHandler: LogHandler {
    /// The common one, unless a logger has been given its own.
    var logLevel: Logger.Level {
        get { ownLevel ?? threshold.level }
        set { ownLevel = newValue }
    }
    var metadata: Logger.Metadata = [:]
    private let threshold: LogThreshold
    private var ownLevel: Logger.Level?
    private let format: LogFormat
    private let sink: LogSink
    private let flood: LogFlood

    init(threshold: LogThreshold, format: LogFormat, sink: LogSink) {
        self.threshold = threshold
        self.format = format
        self.sink = sink
        flood = LogFlood()
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let now = Date()
        let message = event.message.description
        // Troubles can come with every call. What is below them is logged because somebody wants it, and what is above is
        // something else each time.
        if (.warning...Logger.Level.error).contains(event.level) {
            let verdict = flood.admits(message, at: Int(now.timeIntervalSince1970))
            for (message, times) in verdict.heldBack {
                write(.warning, "lines were held back", [("lines", "\(times)"), ("text", message)], now)
            }
            guard verdict.isWritten else { return }
        }
        let own = event.metadata ?? [:]
        let fields = metadata.isEmpty ? own : metadata.merging(own) { _, new in new }
        let entries = fields.map { (name: $0.key, value: "\($0.value)") }.sorted { $0.name < $1.name }
        write(event.level, message, entries, now)
    }

    private func write(
        _ level: Logger.Level,
        _ message: String,
        _ entries: [(name: String, value: String)],
        _ time: Date
    ) {
        let entry = LogEntry(time: text(of: time), level: level, message: message, entries: entries)
        sink.add(Array((format == .json ? entry.json : entry.text).utf8))
    }
}

/// What one line says.
struct LogEntry {
    let time: String
    let level: Logger.Level
    let message: String
    let entries: [(name: String, value: String)]

    /// For people: `2026-11-21T10:12:13.123Z info message key=value`.
    var text: String {
        var line = "\(time) \(level.rawValue) \(escaped(message))"
        for entry in entries {
            let isPlain = !entry.value.isEmpty && entry.value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x7F }
            line += " \(entry.name)=" + (isPlain ? entry.value : "\"\(escaped(entry.value, quoting: true))\"")
        }
        return line + "\n"
    }

    var json: String {
        let own = [
            (name: "time", value: time), (name: "level", value: level.rawValue), (name: "message", value: message),
        ]
        let members = (own + entries).map { member in
            "\"\(escaped(member.name, quoting: true))\":\"\(escaped(member.value, quoting: true))\""
        }
        return "{\(members.joined(separator: ","))}\n"
    }
}

/// A text that cannot end its line or be taken for something else: controls as JSON spells them.
private func escaped(_ text: String, quoting: Bool = false) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0x22 || $0 == 0x5C }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"" where quoting: result += "\\\""
        case "\\" where quoting: result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case _ where scalar.value < 0x20 || scalar.value == 0x7F:
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// A time in UTC with milliseconds.
private func text(of time: Date) -> String {
    let milliseconds = Int(time.timeIntervalSince1970 * 1000)
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func padded(_ number: some BinaryInteger, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let day = "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2))"
    let clock = "\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2))"
    return "\(day)T\(clock).\(padded(milliseconds % 1000, 3))Z"
}
