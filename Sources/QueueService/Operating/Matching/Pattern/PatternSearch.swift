/// Whether a program finds something in a text.
///
/// It holds all places of the program that it can be at, behind the character that it has come to; each of them is there
/// once, however many ways lead to it.
struct PatternSearch {
    private let program: PatternProgram
    /// Places that wait for a character.
    private var waiting: [Int] = []
    /// Places that are still to be gone on from, before the next character.
    private var ways: [Int] = []
    /// For each place where in the text it was last come to, counted from 1.
    private var visited: [Int]

    init(_ program: PatternProgram) {
        self.program = program
        visited = Array(repeating: 0, count: program.steps.count)
    }

    mutating func occurs(in text: String) -> Bool {
        var scalars = text.unicodeScalars.makeIterator()
        var before: Unicode.Scalar?
        var next = scalars.next()
        var place = 0
        while true {
            place += 1
            let afterNext = next == nil ? nil : scalars.next()
            if place == 1 || program.canBegin(before: next) { ways.append(0) }
            if follow(at: place, between: before, and: next, isLast: afterNext == nil) { return true }
            guard let scalar = next else { return false }
            pass(scalar)
            (before, next) = (scalar, afterNext)
            guard ways.isEmpty else { continue }
            // On a way of its own, since it is here that most of a text is passed.
            if case .ofText = program.beginning { return false }
            while let scalar = next, !program.canBegin(before: scalar) { (before, next) = (scalar, scalars.next()) }
        }
    }

    /// Goes all ways up to where a character is waited for.
    ///
    /// - Returns: whether one of them is at the end.
    private mutating func follow(
        at place: Int,
        between before: Unicode.Scalar?,
        and next: Unicode.Scalar?,
        isLast: Bool
    ) -> Bool {
        while let step = ways.popLast() {
            guard visited[step] != place else { continue }
            visited[step] = place
            switch program.steps[step] {
            case .take: waiting.append(step)
            case .fork(let one, let other):
                ways.append(other)
                ways.append(one)
            case .jump(let target): ways.append(target)
            case .require(let assertion):
                if assertion.holds(between: before, and: next, isLast: isLast) { ways.append(step + 1) }
            case .found: return true
            }
        }
        return false
    }

    /// Goes on from all places that wait for this character.
    private mutating func pass(_ scalar: Unicode.Scalar) {
        for step in waiting {
            if case .take(let set) = program.steps[step], program.contains(scalar, inSet: set) { ways.append(step + 1) }
        }
        waiting.removeAll(keepingCapacity: true)
    }
}
