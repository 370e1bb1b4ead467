extension PatternProgram {
    /// Where something that it finds can begin, besides the beginning of a text.
    enum Beginning: Sendable {
        case anywhere
        /// Before one of these characters, or one that the set says nothing about.
        case before(ASCIISet)
        /// Nowhere else.
        case ofText
    }

    /// Whether something can begin before a character, or at the end.
    func canBegin(before scalar: Unicode.Scalar?) -> Bool {
        switch beginning {
        case .anywhere: true
        case .before(let set): scalar.map { set.contains($0) ?? true } ?? false
        case .ofText: false
        }
    }

    /// Goes all ways from the first step up to where a character is waited for.
    func findBeginning() -> Beginning {
        var sets: [Int] = []
        var ways = [0]
        var visited: Set<Int> = []
        while let step = ways.popLast() {
            guard visited.insert(step).inserted else { continue }
            switch steps[step] {
            case .take(let set): sets.append(set)
            case .fork(let one, let other): ways += [one, other]
            case .jump(let target): ways.append(target)
            case .require(.textBegins): break
            case .require, .found: return .anywhere
            }
        }
        guard !sets.isEmpty else { return .ofText }
        return .before(ASCIISet { scalar in sets.contains { contains(scalar, inSet: $0) } })
    }
}
