import AdminAPI
import AdminClient
import ArgumentParser
import Foundation

struct Doctor: Command {
    static let configuration = CommandConfiguration(
        abstract: "Look for what could be wrong between here and sqsd.",
        discussion: """
            Both ports, the host in queue URLs, clocks, disk, SQLite, readiness, token. Exits with 69 where something is bad.

            Examples:
              sqsctl doctor
              sqsctl doctor -o json
            """
    )

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let findings = await examine(session)
        try session.printer.list(findings, as: .findings)
        if findings.contains(where: { $0.grade == .bad }) { throw ExitCode(ExitStatus.unavailable.rawValue) }
    }

    private func examine(_ session: Session) async -> [DoctorFinding] {
        let endpoint: Endpoint
        let status: DaemonStatus
        let client: AdminClient
        let asked = Date()
        do {
            endpoint = try await session.endpoint()
            client = try await session.client()
            status = try await client.status()
        } catch {
            let failure = Failure(error)
            return [DoctorFinding("admin port", .bad, failure.message, next: failure.hint)]
        }
        let took = Date().timeIntervalSince(asked)
        var findings = [
            DoctorFinding("admin port", .good, "\(endpoint.address), from \(endpoint.source)"),
            Diagnosis.readiness(status),
        ]
        findings.append(await service(status, endpoint, session))
        findings.append(await queueURLs(client, endpoint, session))
        findings.append(Diagnosis.clock(status, now: asked.addingTimeInterval(took / 2), took: took))
        findings.append(Diagnosis.disk(status))
        findings.append(Diagnosis.sqlite(status.version))
        findings.append(Diagnosis.token(endpoint))
        return findings
    }

    /// The port for SQS, called from here.
    private func service(_ status: DaemonStatus, _ endpoint: Endpoint, _ session: Session) async -> DoctorFinding {
        guard let address = serviceAddress(of: status, at: endpoint.address) else {
            return DoctorFinding("port for SQS", .bad, "there is none", next: "Its log says why.")
        }
        let trouble = await trouble(at: address)
        return trouble.map {
            DoctorFinding("port for SQS", .bad, $0, next: "Listen on more than loopback (--host), or publish the port.")
        }
            ?? DoctorFinding("port for SQS", .good, address)
    }

    /// Whether the URLs that clients are given lead back to this daemon.
    private func queueURLs(_ client: AdminClient, _ endpoint: Endpoint, _ session: Session) async -> DoctorFinding {
        do {
            guard let queue = try await client.queues(isEverywhere: true, limit: 1).queues.first else {
                return DoctorFinding("queue URLs", .good, "there are no queues yet")
            }
            let url = try await client.perform(GetQueueUrl(of: QueueReference(queue.queueArn))).queueUrl
            let address = try EndpointChoice.address(url, otherwise: .data)
            guard let trouble = await trouble(at: address) else { return DoctorFinding("queue URLs", .good, url) }
            return DoctorFinding(
                "queue URLs",
                .caution,
                "\(url) does not lead here: \(trouble)",
                next: "Give --external-url an address that clients reach, or leave it empty for the one they use."
            )
        } catch {
            return DoctorFinding("queue URLs", .bad, Failure(error).message)
        }
    }

    /// What is wrong with a port for SQS; `nil` where nothing is.
    private func trouble(at address: String) async -> String? {
        let transport = AdminTransport(timeout: options.timeout.duration)
        var trouble: String?
        do {
            if case .admin = try await transport.find(at: address) { trouble = "\(address) is an admin port." }
        } catch {
            trouble = Failure(error).message
        }
        do {
            try await transport.close()
        } catch {
            return trouble ?? Failure(error).message
        }
        return trouble
    }
}
