internal import AdminAPI
internal import QueueService
internal import QueueStore
internal import SQSModel
import Foundation

/// Why a message is not delivered, if it is not.
struct Explanation {
    let queue: QueueRecord
    let message: PeekedMessage
    /// Who holds the message, if it is in flight.
    var holder: HolderRecord?
    /// The message of its group that is in the way, with its holder.
    var blocker: (message: PeekedMessage, holder: HolderRecord?)?
    var longPolls = 0

    /// What is told of it.
    var view: MessageExplanation {
        MessageExplanation(
            message: MessageView(message, of: queue),
            isDeliverable: isDeliverable,
            reasons: reasons,
            blocker: blocker.map { MessageView($0.message, of: queue, body: .excerpt) },
            hold: Hold(message, of: queue, holder: holder)
                ?? blocker.flatMap { Hold($0.message, of: queue, holder: $0.holder) },
            receivesLeft: receivesLeft,
            suggestions: suggestions
        )
    }

    /// A visible message with no receives left goes to the dead-letter queue instead of to a receiver (DLQ-1).
    private var isDeliverable: Bool { message.standing == .visible && receivesLeft != 0 }

    private var receivesLeft: Int? {
        guard let policy = queue.attributes.redrivePolicy else { return nil }
        return max(0, policy.maxReceiveCount - (message.message.receiveCount - message.message.receivesElsewhere))
    }

    private var reasons: [String] {
        var reasons: [String] = []
        switch message.standing {
        case .visible where receivesLeft == 0:
            reasons.append(
                "It was received as often as the redrive policy allows: the next receive moves it to \(deadLetters)."
            )
        case .visible:
            reasons.append("It can be received now.")
            if longPolls == 0 { reasons.append("Nobody waits for messages of this queue at the moment.") }
        case .inFlight(let until):
            reasons.append(
                "It is in flight until \(text(until)), unless it is deleted or released before. \(received(by: holder))"
            )
        case .delayed(let until):
            reasons.append("It is delayed until \(text(until)); nobody has received it yet.")
        case .blocked(let blocker):
            let group = message.message.content.groupId?.text ?? ""
            reasons.append(
                "Message \(blocker.sequence.number) of its group \(group) is in the way until \(text(blocker.until)) at the latest."
            )
            if let found = self.blocker { reasons.append(standing(of: found.message, holder: found.holder)) }
        }
        if message.standing != .visible, receivesLeft == 0 {
            reasons.append("It has no receives left: when it is visible, the next receive moves it to \(deadLetters).")
        }
        return reasons
    }

    private func standing(of message: PeekedMessage, holder: HolderRecord?) -> String {
        let number = message.message.sequence.number
        return switch message.standing {
        case .inFlight: "Message \(number) is in flight. \(received(by: holder))"
        case .delayed: "Message \(number) is delayed."
        case .visible, .blocked: "Message \(number) was in the way a moment ago and is not any more."
        }
    }

    private func received(by holder: HolderRecord?) -> String {
        guard let holder else { return "Who received it is not known: that was before the daemon started." }
        let client = holder.client
        let agent = client.userAgent.isEmpty ? "" : " (\(client.userAgent))"
        return "The client at \(client.address)\(agent) received it at \(text(holder.since))."
    }

    private var suggestions: [String] {
        switch message.standing {
        case .visible where receivesLeft == 0: []
        case .visible: ["sqsctl receive \(name)"]
        case .inFlight, .delayed: ["sqsctl release \(name) \(message.message.content.messageId)"]
        case .blocked(let blocker):
            ["sqsctl why \(name) \(blocker.sequence.number)", "sqsctl release \(name) \(blocker.sequence.number)"]
        }
    }

    /// What names the queue on a command line that says nothing of region and account.
    private var name: String {
        let address = queue.address
        return address.region == .default && address.account == .default ? address.name.text : address.arn
    }

    private var deadLetters: String {
        let target = queue.attributes.redrivePolicy?.deadLetterTargetArn ?? ""
        return QueueAddress(arn: target)?.name.text ?? target
    }

    private func text(_ instant: Instant) -> String { AdminJSON.text(Date(instant)) }
}
