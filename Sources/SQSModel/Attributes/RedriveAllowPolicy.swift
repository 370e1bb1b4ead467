internal import JSONText

/// Which queues may name this one as their dead-letter queue (A-37 …).
package struct RedriveAllowPolicy: Hashable, Sendable {
    package enum Permission: String, Hashable, Sendable {
        case allowAll, denyAll, byQueue
    }

    package let redrivePermission: Permission
    /// ARNs of the admitted queues, 1 … 10 with `byQueue` and none otherwise.
    package let sourceQueueArns: [String]

    /// Reads the attribute's text.
    ///
    /// - Throws: T-RAJSON, T-RANOARN, T-RAARN, T-RA10.
    package init(_ json: String) throws(SQSError) {
        guard let document = try? JSONDocument(Array(json.utf8)), document.root.kind == .object else {
            throw .redriveAllowPolicyUnsupported
        }
        let root = document.root
        let known: Set = ["redrivePermission", "sourceQueueArns"]
        guard root.members.allSatisfy({ known.contains($0.name) }),
            let permission = root.member("redrivePermission")?.string.flatMap({ Permission(rawValue: $0) })
        else { throw .redriveAllowPolicyUnsupported }
        var arns: [String] = []
        if let list = root.member("sourceQueueArns") {
            guard list.kind == .array else { throw .redriveAllowPolicyUnsupported }
            for element in list.elements {
                guard let arn = element.string, QueueAddress(arn: arn) != nil else {
                    throw .redriveAllowPolicyUnsupported
                }
                arns.append(arn)
            }
        }
        switch permission {
        case .byQueue where arns.isEmpty: throw .redriveAllowPolicyNeedsSources(json)
        case .byQueue where arns.count > Limits.redriveAllowSources: throw .redriveAllowPolicyHasTooManySources(json)
        case .allowAll where !arns.isEmpty, .denyAll where !arns.isEmpty: throw .redriveAllowPolicyForbidsSources(json)
        default: break
        }
        redrivePermission = permission
        sourceQueueArns = arns
    }

    /// The canonical form (A-38).
    package var text: String {
        guard redrivePermission == .byQueue else { return #"{"redrivePermission":"\#(redrivePermission.rawValue)"}"# }
        let arns = sourceQueueArns.map { #""\#($0)""# }.joined(separator: ",")
        return #"{"redrivePermission":"byQueue","sourceQueueArns":[\#(arns)]}"#
    }

    /// Whether a queue may name this one in its RedrivePolicy (A-33).
    package func admits(_ source: QueueAddress) -> Bool {
        switch redrivePermission {
        case .allowAll: true
        case .denyAll: false
        case .byQueue: sourceQueueArns.contains(source.arn)
        }
    }
}
