import Foundation

/// Something that cannot be undone, before it is done.
struct Danger {
    /// What will happen, as a sentence.
    ///
    /// Such as "This deletes the queue orders and its 12 messages."
    let sentence: String
    /// What has to be typed where much is at stake.
    let name: String
    let messages: Int
    /// How many queues would go.
    var queues = 0

    /// Whether a key pressed by habit is not enough.
    var isLarge: Bool { messages > 100 || queues > 1 }
}

extension Session {
    /// Asks whether it is meant.
    ///
    /// - Throws: when it is not, and when nobody can be asked.
    func confirm(_ danger: Danger) throws {
        guard !options.yes else { return }
        guard terminal.isInput, terminal.isError, !options.noInput else {
            throw Failure(
                .usage,
                danger.sentence,
                hint: "Give --yes to do it without being asked; --dry-run to see what would be."
            )
        }
        let question = danger.isLarge ? "Type \(danger.name) to go on: " : "Go on? [y/N] "
        FileHandle.standardError.write(Data("\(printable(danger.sentence))\n\(question)".utf8))
        let answer = (readLine() ?? "").trimmingCharacters(in: .whitespaces)
        let isMeant = danger.isLarge ? answer == danger.name : ["y", "yes"].contains(answer.lowercased())
        guard isMeant else { throw Failure(.declined, "Nothing was done.") }
    }
}
