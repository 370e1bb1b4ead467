internal import AdminAPI
internal import NearestName
import Foundation

/// What stands behind the question mark.
struct QueryParameters: Sendable {
    private let entries: [(name: String, value: String)]

    /// - Parameter text: still percent-encoded; `+` is a blank, as forms have it.
    /// - Throws: `AdminProblem` where it is encoded otherwise.
    init(_ text: String) throws(AdminProblem) {
        var entries: [(name: String, value: String)] = []
        for part in text.split(separator: "&") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = sides.map { $0.replacing("+", with: " ").removingPercentEncoding }
            guard let name = decoded[0], let value = decoded.count > 1 ? decoded[1] : "" else {
                throw AdminProblem(.badRequest, "The parameter \(part) is not percent-encoded as it should be.")
            }
            entries.append((name, value))
        }
        self.entries = entries
    }

    /// Whose queues names mean: known everywhere, so that a client can say it once and for all.
    private static let everywhere = ["account", "region"]

    /// Nothing is left unread: a misspelled condition would be none.
    ///
    /// - Parameter names: those that the path knows.
    /// - Throws: `AdminProblem` that names the first other one.
    func check(among names: [String]) throws(AdminProblem) {
        let known = names + Self.everywhere
        guard let unknown = entries.first(where: { !known.contains($0.name) })?.name else { return }
        throw AdminProblem(
            .badRequest,
            "'\(unknown)' is no parameter of this path\(NearestName.hint(for: unknown, among: known))",
            hint: "It knows \(known.sorted().joined(separator: ", "))."
        )
    }

    func all(_ name: String) -> [String] { entries.filter { $0.name == name }.map(\.value) }

    /// - Returns: `nil` where it is absent or empty.
    func text(_ name: String) throws(AdminProblem) -> String? {
        let values = all(name).filter { !$0.isEmpty }
        guard values.count <= 1 else { throw AdminProblem(.badRequest, "\(name) is given more than once.") }
        return values.first
    }

    func integer(_ name: String, _ range: ClosedRange<Int>) throws(AdminProblem) -> Int? {
        guard let text = try text(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw AdminProblem(
                .badRequest,
                "\(name) is '\(text)'; give a whole number, \(range.inWords)."
            )
        }
        return number
    }

    /// The number of a message.
    func number(_ name: String) throws(AdminProblem) -> Int64? {
        guard let text = try text(name) else { return nil }
        guard let number = Int64(text) else {
            throw AdminProblem(.badRequest, "\(name) is '\(text)'; give the number of a message.")
        }
        return number
    }

    func flag(_ name: String, otherwise standard: Bool) throws(AdminProblem) -> Bool {
        guard let text = try text(name) else { return standard }
        guard let flag = Bool(text) else {
            throw AdminProblem(.badRequest, "\(name) is '\(text)'; give true or false.")
        }
        return flag
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        _ type: Choice.Type
    ) throws(AdminProblem) -> Choice? {
        try text(name).map { text throws(AdminProblem) in try read(text, as: type, name) }
    }

    func choices<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        _ type: Choice.Type
    ) throws(AdminProblem) -> [Choice] {
        var choices: [Choice] = []
        for text in all(name) { choices.append(try read(text, as: type, name)) }
        return choices
    }

    private func read<Choice: RawRepresentable<String> & CaseIterable>(
        _ text: String,
        as type: Choice.Type,
        _ name: String
    ) throws(AdminProblem) -> Choice {
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw AdminProblem(.badRequest, "\(name) is '\(text)'; give one of \(known).")
        }
        return choice
    }
}

extension ClosedRange<Int> {
    var inWords: String { "\(lowerBound) … \(upperBound)" }
}
