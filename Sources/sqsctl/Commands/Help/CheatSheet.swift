/// A few commands that belong together, each of which can be run as it stands, one after the other.
struct CheatSheet: Equatable {
    struct Line: Equatable {
        let remark: String
        let command: String
    }

    let topic: String
    let title: String
    let lines: [Line]

    init(_ topic: String, _ title: String, _ lines: [(remark: String, command: String)]) {
        self.topic = topic
        self.title = title
        self.lines = lines.map { Line(remark: $0.remark, command: $0.command) }
    }

    static let all = [
        CheatSheet(
            "send",
            "Send and receive",
            [
                ("A queue", "sqsctl create cheat-orders"),
                ("A message", "sqsctl send cheat-orders '{\"id\":1}'"),
                ("With attributes, in a minute", "sqsctl send cheat-orders paid --attr kind=paid --delay 1m"),
                ("Look without taking", "sqsctl peek cheat-orders --state all"),
                ("Take one and delete it", "sqsctl receive cheat-orders --delete"),
                ("All figures", "sqsctl ls 'cheat-*'"),
                ("Gone again", "sqsctl delete cheat-orders --yes"),
            ]
        ),
        CheatSheet(
            "dlq",
            "Dead letters",
            [
                (
                    "A queue that gives up after two receives",
                    "sqsctl create cheat-jobs --dlq cheat-jobs-dlq:2 --visibility 0s"
                ),
                ("A message that nobody deletes", "sqsctl send cheat-jobs broken"),
                ("Received once", "sqsctl receive cheat-jobs"),
                ("And again", "sqsctl receive cheat-jobs"),
                ("The third time it is moved", "sqsctl receive cheat-jobs"),
                ("See it", "sqsctl peek cheat-jobs-dlq"),
                ("Back to where it came from", "sqsctl redrive cheat-jobs-dlq --wait --yes"),
                ("Gone again", "sqsctl delete cheat-jobs cheat-jobs-dlq --yes"),
            ]
        ),
        CheatSheet(
            "fifo",
            "Queues that keep the order",
            [
                ("A FIFO queue", "sqsctl create cheat-steps.fifo --fifo"),
                ("In a message group", "sqsctl send cheat-steps.fifo first --group a --dedup 1"),
                ("Behind it", "sqsctl send cheat-steps.fifo second --group a --dedup 2"),
                ("Take the first; the second has to wait", "sqsctl receive cheat-steps.fifo"),
                ("Who holds what", "sqsctl leases cheat-steps.fifo"),
                ("Groups and what holds them back", "sqsctl groups cheat-steps.fifo"),
                ("Gone again", "sqsctl delete cheat-steps.fifo --yes"),
            ]
        ),
        CheatSheet(
            "test",
            "In tests and scripts",
            [
                ("Make sure of a queue", "sqsctl create cheat-mail --if-not-exists"),
                ("Wait until it is there", "sqsctl wait cheat-mail --exists --timeout 10s"),
                ("What the code under test would do", "sqsctl send cheat-mail '{\"type\":\"welcome\"}'"),
                ("Expect it", "sqsctl expect cheat-mail --count 1 --match '$.type == \"welcome\"' --timeout 10s"),
                ("Take all", "sqsctl purge cheat-mail --yes"),
                ("Wait until nothing is left", "sqsctl wait cheat-mail --empty --timeout 10s"),
                ("Tell a monitoring system", "sqsctl check queue cheat-mail --depth-crit 100"),
                ("Gone again", "sqsctl delete cheat-mail --yes"),
            ]
        ),
        CheatSheet(
            "backup",
            "Keep and bring back",
            [
                ("Something to keep", "sqsctl create cheat-kept"),
                ("With a message", "sqsctl send cheat-kept keep-me"),
                ("The whole database, while sqsd goes on", "sqsctl backup cheat.db --force"),
                ("One queue with its messages, line by line", "sqsctl export cheat-kept --file cheat.jsonl --force"),
                ("Gone", "sqsctl delete cheat-kept --yes"),
                ("And back", "sqsctl import cheat.jsonl"),
                ("Gone again", "sqsctl delete cheat-kept --yes"),
            ]
        ),
    ]
}
