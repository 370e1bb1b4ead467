import AdminAPI
import Logging
import NIOCore
import QueueService
import SQLite
import SQLiteStore
import SQSModel

/// What whoever starts a daemon wants to read.
extension Daemon {
    func announce(_ whereabouts: Whereabouts, _ directory: String?) {
        let addresses = whereabouts.addresses
        let texts = addresses.map(\.hostAndPort)
        logger.info(
            "sqsd \(Version.text) listens",
            metadata: [
                "address": "\(texts.joined(separator: ","))", "data": "\(directory ?? "none")",
                "durability": "\(configuration.durability.rawValue)",
            ]
        )
        if let admin = whereabouts.adminAddress {
            logger.info("admin API listens", metadata: ["address": "\(admin.hostAndPort)"])
        }
        if configuration.durability == .memory {
            logger.warning("Durability is memory: all queues and messages are gone when sqsd ends.")
        }
        if !addresses.allSatisfy(\.isLoopback) {
            logger.warning("sqsd can be reached from other machines, and callers are not checked.")
        }
        logger.debug("store", metadata: ["sqlite": "\(Connection.libraryVersion)"])
        if !addresses.isEmpty {
            let url = endpoint(configuration, addresses)
            logger.info(
                """
                export AWS_ENDPOINT_URL_SQS=\(url) AWS_REGION=\(configuration.region) \
                AWS_DEFAULT_REGION=\(configuration.region) \
                AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x
                """
            )
        }
        logger.info("sqsd ready")
        manager.ready(status: "listening on \(texts.joined(separator: ", "))")
    }
}

func report(_ event: QueueService.Event, to logger: Logger) {
    switch event {
    case .storeIsFull(let error): logger.error("\(error)")
    case .damagedMessage(let id, let queue):
        // Each is one of its own: see LogFlood.
        logger.critical(
            "a message's body no longer matches its MD5; it was set aside and is not delivered",
            metadata: ["messageId": "\(id)", "queue": "\(queue.arn)"]
        )
    case .notForwarded(let source, let target):
        logger.warning(
            "messages are not forwarded, since the other queue does not exist or is of the other type",
            metadata: ["from": "\(source.arn)", "to": "\(target.arn)"]
        )
    }
}
