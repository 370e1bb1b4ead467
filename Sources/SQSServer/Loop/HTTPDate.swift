/// The value of `Date`, made once a second: `Sun, 06 Nov 1994 08:49:37 GMT`.
struct HTTPDate {
    private let secondsSince1970: @Sendable () -> Int
    private var second: Int?
    private var current: [UInt8] = []

    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    init(secondsSince1970: @escaping @Sendable () -> Int) { self.secondsSince1970 = secondsSince1970 }

    mutating func bytes() -> [UInt8] {
        let now = max(0, secondsSince1970())
        if now != second {
            second = now
            current = Array(Self.text(of: now).utf8)
        }
        return current
    }

    static func text(of seconds: Int) -> String {
        let days = seconds / 86_400
        let (year, month, day) = civil(days: days)
        let time = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map(twoDigits).joined(separator: ":")
        return "\(weekdays[days % 7]), \(twoDigits(day)) \(months[month - 1]) \(year) \(time) GMT"
    }

    /// The date of a day counted from 1 January 1970, in years that begin with March.
    private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let sinceEra = days + 719_468
        let era = sinceEra / 146_097
        let dayOfEra = sinceEra % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
