import SQSModel
import Testing

@Suite("Access policies")
struct QueuePolicyTests {
    private let invalid = SQSError.invalidAttributeValue("Policy")

    private func failure(_ json: String) -> SQSError? {
        do {
            _ = try QueuePolicy(json)
            return nil
        } catch {
            return error
        }
    }

    @Test func `A-51: kept compact, in the owner's order`() throws {
        let policy = try QueuePolicy(
            """
            { "Version": "2012-10-17", "Statement": [ { "Sid": "s \\u0041", "Effect": "Deny",
              "NotPrincipal": { "AWS": ["1", "2"] }, "NotAction": ["sqs:*"], "NotResource": "*",
              "Condition": { "Bool": { "aws:SecureTransport": "false" } } } ], "Id": "x" }
            """
        )
        #expect(
            policy.text == """
                {"Version":"2012-10-17","Statement":[{"Sid":"s \\u0041","Effect":"Deny",\
                "NotPrincipal":{"AWS":["1","2"]},"NotAction":["sqs:*"],"NotResource":"*",\
                "Condition":{"Bool":{"aws:SecureTransport":"false"}}}],"Id":"x"}
                """
        )
        #expect(try QueuePolicy(policy.text) == policy)
    }

    private func document(_ statement: String) -> String { #"{"Statement":[\#(statement)]}"# }

    @Test(arguments: [
        "x", "[]", "{}", #"{"Statement":[]}"#, #"{"Statement":"a"}"#, #"{"Statement":[1]}"#, #"{"Statement":[{}]}"#,
        #"{"Version":"2013-01-01","Statement":{"Effect":"Allow","Action":"*"}}"#,
        #"{"Version":1,"Statement":{"Effect":"Allow","Action":"*"}}"#,
        #"{"Statement":{"Effect":"allow","Action":"*"}}"#, #"{"Statement":{"Effect":"Allow"}}"#,
        #"{"Statement":{"Effect":"Allow","Action":1}}"#, #"{"Statement":{"Effect":"Allow","Action":["*",1]}}"#,
        #"{"Statement":{"Effect":"Allow","Action":"*","Principal":"x"}}"#,
        #"{"Statement":{"Effect":"Allow","Action":"*","Principal":[]}}"#,
        #"{"Statement":{"Effect":"Allow","Action":"*","Principal":{"AWS":1}}}"#,
        #"{"Statement":{"Effect":"Allow","Action":"*","Resource":{}}}"#,
        #"{"Statement":{"Effect":"Allow","Action":"*","Condition":[]}}"#,
        #"{"Statement":{"Effect":"Allow","Action":"*"},"Extra":1}"#,
    ])
    func `A-50: what is no policy document is T-VALUE`(json: String) {
        #expect(failure(json) == invalid)
    }

    @Test func `A-50: a policy has limits`() {
        func actions(_ count: Int) -> String {
            let list = (0..<count).map { "\"a\($0)\"" }.joined(separator: ",")
            return document(#"{"Effect":"Allow","Action":[\#(list)]}"#)
        }
        #expect(failure(actions(7)) == nil)
        #expect(failure(actions(8)) == invalid)
        func principals(_ count: Int) -> String {
            let list = (0..<count).map { "\"\($0)\"" }.joined(separator: ",")
            return document(#"{"Effect":"Allow","Action":"*","Principal":{"AWS":[\#(list)]}}"#)
        }
        #expect(failure(principals(50)) == nil)
        #expect(failure(principals(51)) == invalid)
        func conditions(_ count: Int) -> String {
            let list = (0..<count).map { "\"c\($0)\":{}" }.joined(separator: ",")
            return document(#"{"Effect":"Allow","Action":"*","Condition":{\#(list)}}"#)
        }
        #expect(failure(conditions(10)) == nil)
        #expect(failure(conditions(11)) == invalid)
        func statements(_ count: Int) -> String {
            document(Array(repeating: #"{"Effect":"Allow","Action":"*"}"#, count: count).joined(separator: ","))
        }
        #expect(failure(statements(20)) == nil)
        #expect(failure(statements(21)) == .tooManyStatements(21))
        func sized(_ bytes: Int) -> String {
            let frame = document(#"{"Sid":"","Effect":"Allow","Action":"*"}"#)
            let sid = String(repeating: "s", count: bytes - frame.utf8.count)
            return frame.replacing(#""Sid":"""#, with: #""Sid":"\#(sid)""#)
        }
        #expect(failure(sized(8192)) == nil)
        #expect(failure(sized(8193)) == invalid)
    }

    @Test func `CQ-4: policies are compared by what they say`() throws {
        let one = try QueuePolicy(#"{"Statement":{"Effect":"Allow","Action":"*"},"Id":"x"}"#)
        let same = try QueuePolicy(#"{"Id":"\u0078","Statement":{"Action":"*","Effect":"Allow"}}"#)
        let other = try QueuePolicy(#"{"Statement":{"Effect":"Deny","Action":"*"},"Id":"x"}"#)
        #expect(one != same)
        #expect(one.isEquivalent(to: same) && !one.isEquivalent(to: other))
    }
}

@Suite("Statements of AddPermission")
struct PermissionTests {
    private let arn = "arn:aws:sqs:us-east-1:000000000000:q"

    private func queue() throws -> QueueAddress { try #require(QueueAddress(arn: arn)) }

    private func grant(
        _ label: String,
        accounts: [String] = ["111111111111"],
        actions: [String] = ["SendMessage"]
    )
        -> QueuePolicy.Grant
    {
        QueuePolicy.Grant(label: label, accounts: accounts.compactMap { AccountId($0) }, actions: actions)
    }

    private func statement(
        _ label: String,
        principal: String = "\"arn:aws:iam::111111111111:root\"",
        action: String = "\"SQS:SendMessage\""
    ) -> String {
        #"{"Sid":"\#(label)","Effect":"Allow","Principal":{"AWS":\#(principal)},"Action":\#(action),"Resource":"\#(arn)"}"#
    }

    @Test func `PRM-2: a policy of its own, as AWS writes it`() throws {
        let policy = try QueuePolicy.adding(grant("l1"), to: nil, of: queue())
        #expect(
            policy.text == """
                {"Version":"2008-10-17","Id":"\(arn)/SQSDefaultPolicy","Statement":[\(statement("l1"))]}
                """
        )
        #expect(try QueuePolicy(policy.text) == policy)
    }

    @Test func `PRM-2: several accounts or actions are lists`() throws {
        let policy = try QueuePolicy.adding(
            grant("l1", accounts: ["111111111111", "222222222222"], actions: ["SendMessage", "*"]),
            to: nil,
            of: queue()
        )
        let principal = #"["arn:aws:iam::111111111111:root","arn:aws:iam::222222222222:root"]"#
        #expect(policy.text.contains(statement("l1", principal: principal, action: #"["SQS:SendMessage","SQS:*"]"#)))
    }

    @Test func `PRM-2: a statement is appended to what is there, list or not`() throws {
        let own = #"{"Effect":"Deny","Principal":"*","Action":"sqs:*"}"#
        for statements in [own, "[\(own)]"] {
            let before = try QueuePolicy(#"{"Version":"2012-10-17","Statement":\#(statements),"Id":"x"}"#)
            let after = try QueuePolicy.adding(grant("l1"), to: before, of: queue())
            #expect(after.text == #"{"Version":"2012-10-17","Statement":[\#(own),\#(statement("l1"))],"Id":"x"}"#)
        }
    }

    @Test func `PRM-3: twenty statements at most`() throws {
        var policy: QueuePolicy?
        for number in 1...20 { policy = try QueuePolicy.adding(grant("l\(number)"), to: policy, of: queue()) }
        #expect(throws: SQSError.tooManyStatements(21)) {
            try QueuePolicy.adding(grant("l21"), to: policy, of: queue())
        }
    }

    @Test func `PRM-4: a label is there once, and goes with its statement`() throws {
        let one = try QueuePolicy.adding(grant("l1"), to: nil, of: queue())
        #expect(throws: SQSError.labelExists("l1")) { try QueuePolicy.adding(grant("l1"), to: one, of: queue()) }
        let two = try QueuePolicy.adding(grant("l2"), to: one, of: queue())
        #expect(try QueuePolicy.removing("l2", from: two) == one)
        #expect(try QueuePolicy.removing("l1", from: one) == nil)
        #expect(throws: SQSError.labelNotFound("l3", hasPolicy: true)) { try QueuePolicy.removing("l3", from: two) }
        #expect(throws: SQSError.labelNotFound("l3", hasPolicy: false)) { try QueuePolicy.removing("l3", from: nil) }
    }
}
