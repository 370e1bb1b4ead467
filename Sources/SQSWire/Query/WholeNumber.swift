/// A decimal number with an optional minus sign; `nil` for any other text and for numbers that 64 bits cannot hold.
func wholeNumber(_ text: ArraySlice<UInt8>) -> Int? {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative ? text.dropFirst() : text
    guard !digits.isEmpty else { return nil }
    var number = 0
    for digit in digits {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
        // Downwards, because there is one negative number more.
        let (product, isTooLarge) = number.multipliedReportingOverflow(by: 10)
        let (difference, isTooLow) = product.subtractingReportingOverflow(Int(digit - UInt8(ascii: "0")))
        guard !isTooLarge, !isTooLow else { return nil }
        number = difference
    }
    guard !isNegative else { return number }
    return number == .min ? nil : -number
}
