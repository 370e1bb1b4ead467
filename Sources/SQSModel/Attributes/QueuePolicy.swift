internal import JSONText

/// The access policy of a queue as its owner wrote it: stored and given back, not evaluated here (A-50, A-51).
package struct QueuePolicy: Hashable, Sendable {
    /// Compact JSON in the owner's order.
    package let text: String

    /// Reads the attribute's text.
    ///
    /// - Throws: T-VALUE where it is no policy document, L-20 where it has too many statements.
    package init(_ json: String) throws(SQSError) {
        let invalid = SQSError.invalidAttributeValue(QueueAttributeName.policy.rawValue)
        guard json.utf8.count <= Limits.policyBytes, let document = try? JSONDocument(Array(json.utf8)),
            document.root.kind == .object
        else { throw invalid }
        let root = document.root
        let known: Set = ["Version", "Id", "Statement"]
        guard root.members.allSatisfy({ known.contains($0.name) }) else { throw invalid }
        if let version = root.member("Version") {
            guard version.string == "2008-10-17" || version.string == "2012-10-17" else { throw invalid }
        }
        let statements = Self.statements(of: root)
        guard !statements.isEmpty else { throw invalid }
        guard statements.count <= Limits.policyStatements else { throw .tooManyStatements(statements.count) }
        guard statements.allSatisfy(Self.isStatement) else { throw invalid }
        text = root.compactText
    }

    private init(checked text: String) { self.text = text }

    private static func statements(of root: JSONValue) -> [JSONValue] {
        guard let statement = root.member("Statement") else { return [] }
        return statement.kind == .array ? Array(statement.elements) : [statement]
    }

    private static func isStatement(_ value: JSONValue) -> Bool {
        guard value.kind == .object,
            let effect = value.member("Effect")?.string, effect == "Allow" || effect == "Deny",
            let action = value.member("Action") ?? value.member("NotAction"), isTextOrTexts(action),
            (action.kind == .array ? Array(action.elements).count : 1) <= Limits.policyActions
        else { return false }
        if let principal = value.member("Principal") ?? value.member("NotPrincipal") {
            guard isPrincipal(principal) else { return false }
        }
        if let resource = value.member("Resource") ?? value.member("NotResource") {
            guard isTextOrTexts(resource) else { return false }
        }
        guard let condition = value.member("Condition") else { return true }
        return condition.kind == .object && Array(condition.members).count <= Limits.policyConditions
    }

    private static func isTextOrTexts(_ value: JSONValue) -> Bool {
        switch value.kind {
        case .string: true
        case .array: Array(value.elements).allSatisfy { $0.kind == .string }
        default: false
        }
    }

    private static func isPrincipal(_ value: JSONValue) -> Bool {
        if value.kind == .string { return value.string == "*" }
        guard value.kind == .object else { return false }
        let members = Array(value.members)
        guard members.allSatisfy({ isTextOrTexts($0.value) }) else { return false }
        let count = members.reduce(0) { $0 + ($1.value.kind == .array ? Array($1.value.elements).count : 1) }
        return count <= Limits.policyPrincipals
    }

    /// Whether two policies say the same (CQ-4).
    package func isEquivalent(to other: QueuePolicy) -> Bool {
        guard let mine = try? JSONDocument(Array(text.utf8)), let others = try? JSONDocument(Array(other.text.utf8))
        else {
            return text == other.text
        }
        return mine.root.isEquivalent(to: others.root)
    }
}

// MARK: - Statements by label

extension QueuePolicy {
    /// A statement that AddPermission writes (PRM-2).
    package struct Grant: Hashable, Sendable {
        package let label: String
        package let accounts: [AccountId]
        /// Action names without prefix, or `*`.
        package let actions: [String]

        package init(label: String, accounts: [AccountId], actions: [String]) {
            self.label = label
            self.accounts = accounts
            self.actions = actions
        }
    }

    /// The policy of a queue with one more statement.
    ///
    /// - Parameters:
    ///   - grant: who may do what, under which label.
    ///   - policy: the queue's policy so far.
    ///   - queue: the queue that it is for.
    /// - Returns: what the queue's policy becomes; it passes all checks of one that an owner wrote, since what is stored is
    ///   read back with them.
    /// - Throws: L-DUP, L-20, T-VALUE where the policy becomes too large.
    package static func adding(
        _ grant: Grant,
        to policy: QueuePolicy?,
        of queue: QueueAddress
    ) throws(SQSError) -> QueuePolicy {
        let statement = """
            {"Sid":"\(grant.label)","Effect":"Allow",\
            "Principal":{"AWS":\(oneOrMany(grant.accounts.map { "arn:aws:iam::\($0):root" }))},\
            "Action":\(oneOrMany(grant.actions.map { "SQS:\($0)" })),"Resource":"\(queue.arn)"}
            """
        guard let policy, let document = try? JSONDocument(Array(policy.text.utf8)) else {
            return try QueuePolicy(
                """
                {"Version":"2008-10-17","Id":"\(queue.arn)/SQSDefaultPolicy","Statement":[\(statement)]}
                """
            )
        }
        let statements = statements(of: document.root)
        guard !statements.contains(where: { $0.member("Sid")?.string == grant.label }) else {
            throw .labelExists(grant.label)
        }
        guard statements.count < Limits.policyStatements else { throw .tooManyStatements(statements.count + 1) }
        return try QueuePolicy(
            replacingStatements(of: document.root, with: statements.map(\.compactText) + [statement])
        )
    }

    /// The policy without the statement of a label; `nil` when none is left.
    ///
    /// - Throws: L-NONE.
    package static func removing(_ label: String, from policy: QueuePolicy?) throws(SQSError) -> QueuePolicy? {
        guard let policy, let document = try? JSONDocument(Array(policy.text.utf8)) else {
            throw .labelNotFound(label, hasPolicy: false)
        }
        let statements = statements(of: document.root)
        let remaining = statements.filter { $0.member("Sid")?.string != label }
        guard remaining.count < statements.count else { throw .labelNotFound(label, hasPolicy: true) }
        guard !remaining.isEmpty else { return nil }
        return QueuePolicy(checked: replacingStatements(of: document.root, with: remaining.map(\.compactText)))
    }

    private static func replacingStatements(of root: JSONValue, with statements: [String]) -> String {
        let list = "[\(statements.joined(separator: ","))]"
        let members = root.members.map { member in
            #""\#(member.name)":\#(member.name == "Statement" ? list : member.value.compactText)"#
        }
        return "{\(members.joined(separator: ","))}"
    }

    private static func oneOrMany(_ texts: [String]) -> String {
        let quoted = texts.map { #""\#($0)""# }
        return quoted.count == 1 ? quoted[0] : "[\(quoted.joined(separator: ","))]"
    }
}
