import ArgumentParser

/// A length of time as people write it: `500ms`, `30s`, `1h30m`, `4d`; a bare number is seconds.
struct TimeSpan: ExpressibleByArgument, Hashable, CustomStringConvertible {
    let milliseconds: Int

    init(seconds: Int) { milliseconds = seconds * 1000 }

    init?(argument: String) {
        var rest = argument[...]
        var total = 0
        if let seconds = Int(argument), argument.allSatisfy(\.isASCIIDigit) {
            let (product, overflows) = seconds.multipliedReportingOverflow(by: 1000)
            guard !overflows else { return nil }
            milliseconds = product
            return
        }
        repeat {
            let digits = rest.prefix { $0.isASCIIDigit }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let count = Int(digits), let size = Self.sizes[unit] else { return nil }
            let (part, isTooLarge) = count.multipliedReportingOverflow(by: size)
            let (sum, overflows) = total.addingReportingOverflow(part)
            guard !isTooLarge, !overflows else { return nil }
            total = sum
        } while !rest.isEmpty
        milliseconds = total
    }

    /// Milliseconds of each unit.
    private static let sizes: [Substring: Int] = [
        "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
    ]

    var duration: Duration { .milliseconds(milliseconds) }

    /// Whole seconds; `nil` where it is not whole.
    var seconds: Int? { milliseconds.isMultiple(of: 1000) ? milliseconds / 1000 : nil }

    var description: String { Humanized.duration(seconds: Double(milliseconds) / 1000) }
    var defaultValueDescription: String { description }
}

extension TimeSpan {
    /// Whole seconds.
    ///
    /// - Throws: what the command line says wrong otherwise.
    func wholeSeconds(_ option: String) throws -> Int {
        guard let seconds else { throw ValidationError("\(option) takes whole seconds, not \(milliseconds)ms.") }
        return seconds
    }
}

/// A number of bytes as people write it: `256KiB`, `1MiB`, `64kB`, `1024`.
struct ByteCount: ExpressibleByArgument, Hashable {
    let bytes: Int

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCIIDigit }
        let unit = argument.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        let sizes = ["": 1, "b": 1, "kb": 1000, "mb": 1_000_000, "k": 1024, "kib": 1024, "m": 1 << 20, "mib": 1 << 20]
        guard let count = Int(digits), let size = sizes[unit] else { return nil }
        let (product, overflows) = count.multipliedReportingOverflow(by: size)
        guard !overflows else { return nil }
        bytes = product
    }
}

/// Messages per second: `50` or `50/s`.
struct Rate: ExpressibleByArgument, Hashable {
    let perSecond: Int

    init?(argument: String) {
        let digits = argument.hasSuffix("/s") ? String(argument.dropLast(2)) : argument
        guard digits.allSatisfy(\.isASCIIDigit), let count = Int(digits), count > 0 else { return nil }
        perSecond = count
    }
}
