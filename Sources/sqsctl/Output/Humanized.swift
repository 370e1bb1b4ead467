import AdminAPI
import Foundation

/// Figures as people say them: at most three digits that count, and a unit.
enum Humanized {
    /// `999`, `1.2k`, `15k`, `3.4M`.
    static func count(_ count: Int) -> String {
        let number = Double(count)
        return scaled(number, by: 1000, units: ["", "k", "M", "G", "T", "P", "E"])
    }

    /// `0`, `<0.1`, `0.3`, `12`, `1.2k`.
    static func rate(_ rate: Double) -> String {
        if rate.magnitude >= 999.5 { return scaled(rate, by: 1000, units: ["", "k", "M", "G"]) }
        if rate.magnitude >= 9.95 || rate == 0 { return "\(Int(rate.rounded()))" }
        // Something that is seldom is not nothing.
        if rate > 0, rate < 0.05 { return "<0.1" }
        return tenths(rate)
    }

    /// `512B`, `1.5KiB`, `2.0GiB`.
    static func bytes(_ bytes: Int) -> String {
        scaled(Double(bytes), by: 1024, units: ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"])
    }

    /// `0s`, `250ms`, `42s`, `3m`, `5h`, `12d`; two units while the first one is small: `3m20s`, `1h30m`, `2d4h`.
    static func duration(seconds: Double) -> String {
        let magnitude = seconds.magnitude
        let sign = seconds < 0 ? "-" : ""
        guard magnitude < 1e12 else { return sign + "∞" }
        if magnitude == 0 { return "0s" }
        if magnitude < 0.9995 { return "\(sign)\(Int((magnitude * 1000).rounded()))ms" }
        // What is a thousandth short of a second is one.
        let whole = Int((magnitude + 0.0005).rounded(.down))
        let units = [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")]
        for (index, (size, name)) in units.enumerated() where whole >= size {
            let count = whole / size
            guard count < 10, index + 1 < units.count else { return "\(sign)\(count)\(name)" }
            let rest = whole % size / units[index + 1].0
            return rest == 0 ? "\(sign)\(count)\(name)" : "\(sign)\(count)\(name)\(rest)\(units[index + 1].1)"
        }
        return "\(sign)0s"
    }

    /// `now`, `3m ago`, `in 25s`.
    static func time(_ date: Date, now: Date) -> String {
        let distance = date.timeIntervalSince(now)
        if distance.magnitude < 1 { return "now" }
        let text = duration(seconds: distance.magnitude.rounded(.down))
        return distance < 0 ? "\(text) ago" : "in \(text)"
    }

    private static func scaled(_ number: Double, by base: Double, units: [String]) -> String {
        // Beyond what a whole number holds there is nothing to tell; figures come from the other side.
        guard number.magnitude < 1e19 else { return number < 0 ? "-∞" : "∞" }
        var rest = number
        var unit = 0
        while rest.magnitude >= base - 0.5, unit + 1 < units.count {
            rest /= base
            unit += 1
        }
        let text = unit == 0 || rest.magnitude >= 9.95 ? "\(Int(rest.rounded()))" : tenths(rest)
        return text + units[unit]
    }

    private static func tenths(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        return "\(sign)\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
    }
}
