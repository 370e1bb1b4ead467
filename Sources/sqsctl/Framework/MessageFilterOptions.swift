import AdminAPI
import AdminClient
import ArgumentParser

/// Which messages are meant: those that meet all that is given.
struct MessageFilterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("visible, inflight, delayed, blocked or all, with commas between them.", valueName: "state")
    )
    var state: StateList?

    @Option(help: ArgumentHelp("Only of this message group.", valueName: "group"))
    var group: String?

    @Option(help: ArgumentHelp("Text, /regular expression/, or $.path == value.", valueName: "what"))
    var match: String?

    @Option(help: ArgumentHelp("Only messages sent longer ago.", valueName: "time"))
    var olderThan: TimeSpan?

    @Option(help: ArgumentHelp("Only messages held by this client, as `sqsctl clients` shows it.", valueName: "client"))
    var client: String?

    init() {}

    /// Whether all messages are meant.
    var isEmpty: Bool {
        (state?.states ?? []).isEmpty && group == nil && match == nil && olderThan == nil && client == nil
    }

    func query() throws -> MessageQuery {
        var query = MessageQuery()
        query.states = state?.states ?? []
        query.group = group
        query.match = match
        query.olderThanSeconds = try olderThan?.wholeSeconds("--older-than")
        query.client = client
        return query
    }

    /// The same for an operation.
    func selection(ids: [String] = [], max: Int? = nil) throws -> MessageSelection {
        var selection = MessageSelection()
        selection.ids = ids.isEmpty ? nil : ids
        selection.states = state.flatMap { $0.states.isEmpty ? nil : $0.states }
        selection.messageGroupId = group
        selection.match = match
        selection.olderThanSeconds = try olderThan?.wholeSeconds("--older-than")
        selection.client = client
        selection.max = max
        return selection
    }
}

/// States with commas between them; `all` is as good as none.
struct StateList: ExpressibleByArgument, Equatable {
    let states: [MessageState]

    init?(argument: String) {
        guard argument.lowercased() != "all" else {
            states = []
            return
        }
        let words = argument.lowercased().split(separator: ",").map { String($0).replacing("-", with: "") }
        let found = words.compactMap { MessageState(rawValue: $0) }
        guard found.count == words.count, !found.isEmpty else { return nil }
        states = found
    }
}
