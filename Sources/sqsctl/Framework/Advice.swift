import AdminAPI
import AdminClient
import QueueDeclarations

/// What to do next, where the daemon says only what is wrong.
struct Advice {
    private let code: String
    /// What tells errors of one code apart: a part of the message, any where empty.
    private let part: String
    /// `QUEUE` stands for the queue that the call was about.
    private let text: String

    private init(_ code: String, _ part: String = "", _ text: String) {
        self.code = code
        self.part = part
        self.text = text
    }

    /// The next step after an error; `nil` where its message says all that there is to say.
    static func text(for problem: AdminProblem, on queue: QueueReference?) -> String? {
        if let attribute = refusedAttribute(in: problem) { return "\(attribute.awsName) takes \(attribute.allowed)." }
        let advice = all.first { $0.code == problem.code && ($0.part.isEmpty || problem.message.contains($0.part)) }
        return advice?.text.replacing("QUEUE", with: queue?.name ?? "QUEUE")
    }

    /// AWS says which attribute has a wrong value, and not which values it may have.
    private static func refusedAttribute(in problem: AdminProblem) -> AttributeKey? {
        guard problem.code == "InvalidAttributeValue" else { return nil }
        return AttributeKey.allCases.first { problem.message.hasSuffix(" \($0.awsName).") && $0 != .policy }
    }

    private static let all = [
        Advice(AdminProblem.nonExistentQueue, "", "`sqsctl ls` lists the queues."),
        Advice(AdminProblem.Code.unauthorized.rawValue, "", "Give the token: --token-file, or SQSCTL_TOKEN."),
        Advice(AdminProblem.Code.notReady.rawValue, "", "`sqsctl status` says why."),
        Advice(AdminProblem.Code.noSuchMessage.rawValue, "", "`sqsctl peek QUEUE` lists the messages."),
        Advice(badRequest, "neither a message id", "`sqsctl peek QUEUE -o wide` shows both."),
        Advice(badRequest, "Line ", "`sqsctl import` reads what `sqsctl export` has written."),
        Advice("QueueAlreadyExists", "", "`sqsctl info QUEUE` shows how it is, `sqsctl set QUEUE` changes it."),
        Advice("MissingParameter", "MessageGroupId", "Messages of a FIFO queue belong to a group: --group NAME."),
        Advice("MissingParameter", "MessageBody", "A body has at least one character."),
        Advice("MalformedInput", "base64", "Values of type Binary are given in base64."),
        Advice(
            "InvalidAttributeName",
            "",
            "Deduplication is for FIFO queues, whose names end in .fifo: `sqsctl create NAME --fifo`."
        ),
        Advice("InvalidAttributeValue", "Policy", "A policy is JSON as IAM has it: `sqsctl policy get` prints one."),
        Advice(
            invalidParameter,
            "MessageDeduplicationId",
            "Give --dedup ID, or let bodies tell: `sqsctl set QUEUE content-based-deduplication=true`."
        ),
        Advice(invalidParameter, "1 to 80 in length", "Only .fifo may stand behind that, in the name of a FIFO queue."),
        Advice(
            invalidParameter,
            "must be same type",
            "FIFO queues take the dead letters of FIFO queues, standard queues those of standard ones: give another --dlq."
        ),
        Advice(invalidParameter, "not a valid JSON map", "`sqsctl set QUEUE dlq=NAME:COUNT` writes it for you."),
        Advice(
            invalidParameter,
            "configured as a Dead Letter Queue",
            "`sqsctl ls --dlq` lists those; `sqsctl move` takes messages out of any queue."
        ),
        Advice(invalidParameter, "cannot be the same", "`sqsctl requeue` puts messages at the end of their own queue."),
    ]

    private static let badRequest = AdminProblem.Code.badRequest.rawValue
    private static let invalidParameter = "InvalidParameterValue"
}
