/// Why a configuration cannot be used: every mistake in it, each with its remedy.
struct ConfigurationProblem: Error, Equatable, CustomStringConvertible {
    var mistakes: [String]

    var description: String { mistakes.joined(separator: "\n") }
}
