/// A regular expression as steps that a search takes all at once: it goes through a text one time, whatever stands there.
///
/// After Thompson, "Regular Expression Search Algorithm" (1968): the time is the length of the text times that of the
/// program, where going back and trying again would double it with each character.
struct PatternProgram: Sendable {
    enum Step: Sendable {
        /// Goes on if the next character is in the set of this index.
        case take(Int)
        /// Goes on in two ways.
        case fork(Int, Int)
        case jump(Int)
        /// Goes on if this is so here.
        case require(PatternAssertion)
        case found
    }

    /// More steps than people write.
    ///
    /// A character takes 50 ns for each of them at worst, where all are waited at together; one at which nothing can begin
    /// takes 20 ns.
    private static let stepLimit = 500

    private(set) var steps: [Step] = []
    private(set) var beginning = Beginning.anywhere
    private var sets: [ScalarSet] = []
    /// What the sets say of most texts, apart from them: to look there is to read two numbers.
    private var asciiSets: [ASCIISet] = []

    /// - Throws: that it is too large.
    init(_ node: PatternNode) throws(PatternReader.Problem) {
        try add(node)
        steps.append(.found)
        asciiSets = sets.map(\.ascii)
        beginning = findBeginning()
    }

    func contains(_ scalar: Unicode.Scalar, inSet set: Int) -> Bool {
        asciiSets[set].contains(scalar) ?? sets[set].contains(scalar)
    }

    /// Recursive as deep as groups nest.
    private mutating func add(_ node: PatternNode) throws(PatternReader.Problem) {
        switch node {
        case .scalar(let set):
            try add(.take(sets.count))
            sets.append(set)
        case .assertion(let assertion): try add(.require(assertion))
        case .sequence(let nodes): for node in nodes { try add(node) }
        case .alternatives(let nodes): try add(alternatives: nodes)
        case .repetition(let node, let least, let most): try add(node, atLeast: least, atMost: most)
        }
    }

    private mutating func add(_ step: Step) throws(PatternReader.Problem) {
        guard steps.count < Self.stepLimit else { throw PatternReader.Problem("it is too large; count to less") }
        steps.append(step)
    }

    private mutating func add(alternatives nodes: [PatternNode]) throws(PatternReader.Problem) {
        var ends: [Int] = []
        for (index, node) in nodes.enumerated() {
            guard index < nodes.count - 1 else {
                try add(node)
                break
            }
            let fork = steps.count
            try add(.jump(fork))
            try add(node)
            ends.append(steps.count)
            try add(.jump(fork))
            steps[fork] = .fork(fork + 1, steps.count)
        }
        for end in ends { steps[end] = .jump(steps.count) }
    }

    private mutating func add(
        _ node: PatternNode,
        atLeast least: Int,
        atMost most: Int?
    ) throws(PatternReader.Problem) {
        for _ in 0..<(most == nil ? max(0, least - 1) : least) {
            let start = steps.count
            try add(node)
            // What is nothing is nothing however often, and would never come to the limit.
            if steps.count == start { return }
        }
        guard let most else { return try add(loop: node, isOptional: least == 0) }
        var forks: [Int] = []
        for _ in least..<most {
            forks.append(steps.count)
            try add(.jump(steps.count))
            try add(node)
        }
        for fork in forks { steps[fork] = .fork(fork + 1, steps.count) }
    }

    private mutating func add(loop node: PatternNode, isOptional: Bool) throws(PatternReader.Problem) {
        let start = steps.count
        if isOptional { try add(.jump(start)) }
        let body = steps.count
        try add(node)
        try add(.fork(body, steps.count + 1))
        if isOptional { steps[start] = .fork(body, steps.count) }
    }
}
