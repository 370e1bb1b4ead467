/// Finding parameters among the sorted ones.
extension FormFields {
    /// A part of a name to look for: a word, with or without the dot that leads on to the next part.
    struct Word {
        let text: StaticString
        let hasDot: Bool

        var count: Int { text.utf8CodeUnitCount + (hasDot ? 1 : 0) }
    }

    /// The value of the parameter whose name, from its byte `depth` on, is this word.
    func value(of name: StaticString, in range: Range<Int>, depth: Int) -> ArraySlice<UInt8>? {
        let word = Word(text: name, hasDot: false)
        let index = firstIndex(notBefore: word, in: range, depth: depth)
        guard index < range.upperBound, order(of: index, against: word, depth: depth) == .begins,
            nameCount(at: index) == depth + word.count
        else { return nil }
        return value(at: index)
    }

    func value(at index: Int) -> ArraySlice<UInt8> { bytes[fields[index].nameEnd..<fields[index].valueEnd] }

    /// The rest of a name from its byte `depth` on.
    func name(at index: Int, from depth: Int) -> ArraySlice<UInt8> {
        bytes[fields[index].nameStart + depth..<fields[index].nameEnd]
    }

    func nameCount(at index: Int) -> Int { fields[index].nameEnd - fields[index].nameStart }

    /// Whether two names are the same in their first `count` bytes and have that many.
    func agree(_ left: Int, _ right: Int, upTo count: Int) -> Bool {
        nameCount(at: left) >= count && nameCount(at: right) >= count
            && name(at: left, from: 0).prefix(count).elementsEqual(name(at: right, from: 0).prefix(count))
    }

    /// The parameters whose names go on with this word and a dot.
    func range(behind name: StaticString, in range: Range<Int>, depth: Int) -> Range<Int> {
        let word = Word(text: name, hasDot: true)
        let start = firstIndex(notBefore: word, in: range, depth: depth)
        var end = start
        while end < range.upperBound, order(of: end, against: word, depth: depth) == .begins { end += 1 }
        return start..<end
    }

    private enum Order {
        case before, begins, behind
    }

    private func firstIndex(notBefore word: Word, in range: Range<Int>, depth: Int) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if order(of: middle, against: word, depth: depth) == .before { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Where the rest of a name lies in relation to all that begins with a word.
    private func order(of index: Int, against word: Word, depth: Int) -> Order {
        let field = fields[index]
        let start = field.nameStart + depth
        let available = field.nameEnd - start
        return word.text.withUTF8Buffer { text in
            for offset in 0..<word.count {
                guard offset < available else { return .before }
                let wanted = offset < text.count ? text[offset] : UInt8(ascii: ".")
                let found = bytes[start + offset]
                if found != wanted { return found < wanted ? .before : .behind }
            }
            return .begins
        }
    }
}
