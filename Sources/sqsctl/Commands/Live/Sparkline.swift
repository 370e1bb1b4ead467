/// A row of bars, each an eighth of a line high at least where there is anything.
struct Sparkline {
    private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// Bars for some numbers; nothing is a blank, the greatest is a whole one.
    static func text(_ values: [Double]) -> String {
        guard let greatest = values.max(), greatest > 0 else { return String(repeating: " ", count: values.count) }
        return String(
            values.map { value -> Character in
                guard value > 0 else { return " " }
                let step = Int((value / greatest * Double(bars.count)).rounded(.up))
                return bars[min(max(step, 1), bars.count) - 1]
            }
        )
    }

    /// The same in so many bars at most: neighbours are added up.
    static func text(_ values: [Double], width: Int) -> String {
        guard width > 0, values.count > width else { return text(values) }
        let size = (values.count + width - 1) / width
        let sums = stride(from: 0, to: values.count, by: size).map { start in
            values[start..<min(start + size, values.count)].reduce(0, +)
        }
        return text(sums)
    }
}
