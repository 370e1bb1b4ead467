import SQSModel
import Testing

@Suite("Redrive policies")
struct RedriveTests {
    private let arn = "arn:aws:sqs:us-east-1:000000000000:dlq"

    private func failure(_ json: String) -> SQSError? {
        do {
            _ = try RedrivePolicy(json)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["3", "\"3\"", "3.0"])
    func `A-30, A-31: read in any form, rendered in one`(count: String) throws {
        let policy = try RedrivePolicy(#" { "maxReceiveCount" : \#(count), "deadLetterTargetArn": "\#(arn)" } "#)
        #expect(policy.maxReceiveCount == 3)
        #expect(policy.text == #"{"deadLetterTargetArn":"\#(arn)","maxReceiveCount":3}"#)
        #expect(try RedrivePolicy(policy.text) == policy)
    }

    @Test(arguments: ["x", "[]", "1", "null", "\"a\"", "{", "{\"maxReceiveCount\":[],\"deadLetterTargetArn\":[]}"])
    func `A-35, A-36: what is no map of the two is T-RPJSON`(json: String) {
        #expect(failure(json) == .redrivePolicyIsNotAMap)
    }

    @Test func `A-35: the order of checks`() {
        #expect(failure("{}") == .redrivePolicy("{}", lacks: "maxReceiveCount"))
        let count = #"{"maxReceiveCount":0,"x":1}"#
        #expect(failure(count) == .redrivePolicy(count, lacks: "deadLetterTargetArn"))
        let extra = #"{"maxReceiveCount":0,"deadLetterTargetArn":"x","extra":1}"#
        #expect(failure(extra) == .redrivePolicyHasExtraMember(extra))
        for count in ["0", "1001", "-1", "\"x\"", "1.5", "\"\""] {
            let json = #"{"maxReceiveCount":\#(count),"deadLetterTargetArn":"x"}"#
            #expect(failure(json) == .redrivePolicy(json, maxReceiveCount: count.replacing("\"", with: "")))
        }
        for arn in ["x", "", "arn:aws:sqs", "arn:a\\\"ws:sqs:us-east-1:000000000000:d"] {
            let json = #"{"maxReceiveCount":1,"deadLetterTargetArn":"\#(arn)"}"#
            #expect(failure(json) == .redrivePolicyNeedsArn(json))
        }
        let topic = #"{"maxReceiveCount":1,"deadLetterTargetArn":"arn:aws:sns:us-east-1:000000000000:t"}"#
        #expect(failure(topic) == .redrivePolicyNeedsQueue(topic))
    }

    @Test func `A-32: the target's address against the queue's own`() throws {
        let source = try #require(QueueAddress(arn: "arn:aws:sqs:us-east-1:000000000000:q"))
        func target(_ arn: String) throws(SQSError) -> QueueAddress {
            try RedrivePolicy(#"{"deadLetterTargetArn":"\#(arn)","maxReceiveCount":1}"#).target(of: source)
        }
        #expect(try target(arn).arn == arn)
        #expect(try target(source.arn) == source)
        func text(_ arn: String) -> String { #"{"deadLetterTargetArn":"\#(arn)","maxReceiveCount":1}"# }
        let region = "arn:aws:sqs:us-east-2:111111111111:dlq"
        #expect(throws: SQSError.redriveTargetInOtherRegion(text(region))) { try target(region) }
        let owner = "arn:aws:sqs:us-east-1:111111111111:d!"
        #expect(throws: SQSError.redriveTargetOfOtherOwner(text(owner))) { try target(owner) }
        let name = "arn:aws:sqs:us-east-1:000000000000:d!"
        #expect(throws: SQSError.redriveTargetDoesNotExist(text(name))) { try target(name) }
    }
}

@Suite("Redrive allow policies")
struct RedriveAllowTests {
    private let arn = "arn:aws:sqs:us-east-1:000000000000:q"

    private func failure(_ json: String) -> SQSError? {
        do {
            _ = try RedriveAllowPolicy(json)
            return nil
        } catch {
            return error
        }
    }

    @Test func `A-37, A-38: the three permissions, rendered in one form`() throws {
        for permission in ["allowAll", "denyAll"] {
            let policy = try RedriveAllowPolicy(#"{ "redrivePermission" : "\#(permission)", "sourceQueueArns": [] }"#)
            #expect(policy.text == #"{"redrivePermission":"\#(permission)"}"#)
        }
        let policy = try RedriveAllowPolicy(#"{"sourceQueueArns": ["\#(arn)"], "redrivePermission": "byQueue"}"#)
        #expect(policy.text == #"{"redrivePermission":"byQueue","sourceQueueArns":["\#(arn)"]}"#)
        #expect(try RedriveAllowPolicy(policy.text) == policy)
    }

    @Test(arguments: [
        "x", "[]", "{}", #"{"redrivePermission":"byqueue"}"#, #"{"redrivePermission":1}"#,
        #"{"redrivePermission":"denyAll","x":1}"#, #"{"redrivePermission":"byQueue","sourceQueueArns":"a"}"#,
        #"{"redrivePermission":"byQueue","sourceQueueArns":["a"]}"#,
        #"{"redrivePermission":"byQueue","sourceQueueArns":[1]}"#,
        #"{"redrivePermission":"byQueue","sourceQueueArns":["arn:a\"b:sqs:us-east-1:000000000000:q"]}"#,
    ])
    func `A-40: another form is T-RAJSON`(json: String) {
        #expect(failure(json) == .redriveAllowPolicyUnsupported)
    }

    @Test func `A-37, A-40: one to ten sources with byQueue, none without`() {
        for json in [#"{"redrivePermission":"byQueue"}"#, #"{"redrivePermission":"byQueue","sourceQueueArns":[]}"#] {
            #expect(failure(json) == .redriveAllowPolicyNeedsSources(json))
        }
        func json(_ permission: String, _ count: Int) -> String {
            let arns = (0..<count).map { "\"\(arn)\($0)\"" }.joined(separator: ",")
            return #"{"redrivePermission":"\#(permission)","sourceQueueArns":[\#(arns)]}"#
        }
        #expect(failure(json("byQueue", 10)) == nil)
        #expect(failure(json("byQueue", 11)) == .redriveAllowPolicyHasTooManySources(json("byQueue", 11)))
        for permission in ["allowAll", "denyAll"] {
            #expect(failure(json(permission, 1)) == .redriveAllowPolicyForbidsSources(json(permission, 1)))
        }
    }

    @Test func `A-33: which sources are let in`() throws {
        let source = try #require(QueueAddress(arn: arn))
        let other = try #require(QueueAddress(arn: arn + "2"))
        let byQueue = try RedriveAllowPolicy(#"{"redrivePermission":"byQueue","sourceQueueArns":["\#(arn)"]}"#)
        #expect(byQueue.admits(source) && !byQueue.admits(other))
        #expect(try RedriveAllowPolicy(#"{"redrivePermission":"allowAll"}"#).admits(source))
        #expect(try !RedriveAllowPolicy(#"{"redrivePermission":"denyAll"}"#).admits(source))
    }
}
