internal import JSONText

/// Where messages go that were received too often (A-30 …).
package struct RedrivePolicy: Hashable, Sendable {
    package let deadLetterTargetArn: String
    /// Receives that a message gets before it is moved, 1 … 1000.
    package let maxReceiveCount: Int

    /// Reads the attribute's text.
    ///
    /// - Throws: T-RPJSON, T-RPMISS, T-RPEXTRA, T-RPCOUNT, T-RPARN, T-RPSVC, in this order (A-35).
    package init(_ json: String) throws(SQSError) {
        guard let document = try? JSONDocument(Array(json.utf8)), document.root.kind == .object else {
            throw .redrivePolicyIsNotAMap
        }
        let root = document.root
        guard let count = root.member("maxReceiveCount") else { throw .redrivePolicy(json, lacks: "maxReceiveCount") }
        guard let target = root.member("deadLetterTargetArn") else {
            throw .redrivePolicy(json, lacks: "deadLetterTargetArn")
        }
        let known: Set = ["maxReceiveCount", "deadLetterTargetArn"]
        guard root.members.allSatisfy({ known.contains($0.name) }) else { throw .redrivePolicyHasExtraMember(json) }
        guard let target = target.string, count.kind == .number || count.kind == .string else {
            throw .redrivePolicyIsNotAMap
        }
        guard let maxReceiveCount = count.integer ?? count.string.flatMap({ Int($0) }),
            Limits.maxReceiveCount.contains(maxReceiveCount)
        else {
            throw .redrivePolicy(json, maxReceiveCount: String(decoding: count.source, as: UTF8.self))
        }
        guard let arn = Arn(target) else { throw .redrivePolicyNeedsArn(json) }
        guard arn.service == "sqs" else { throw .redrivePolicyNeedsQueue(json) }
        self.deadLetterTargetArn = target
        self.maxReceiveCount = maxReceiveCount
    }

    /// The canonical form (A-31).
    package var text: String {
        #"{"deadLetterTargetArn":"\#(deadLetterTargetArn)","maxReceiveCount":\#(maxReceiveCount)}"#
    }

    /// Checks what the ARN says of its queue against the queue that gets the policy.
    ///
    /// - Returns: the dead-letter queue's address.
    /// - Throws: T-RPREGION, T-RPOWNER, T-RPNONE.
    package func target(of source: QueueAddress) throws(SQSError) -> QueueAddress {
        guard let arn = Arn(deadLetterTargetArn) else { throw .redrivePolicyNeedsArn(text) }
        guard arn.region == source.region.text else { throw .redriveTargetInOtherRegion(text) }
        guard arn.account == source.account.text else { throw .redriveTargetOfOtherOwner(text) }
        guard let target = QueueAddress(arn: deadLetterTargetArn) else { throw .redriveTargetDoesNotExist(text) }
        return target
    }
}
