import AdminAPI
import AdminClient
import ArgumentParser

struct Aws: Command {
    static let configuration = CommandConfiguration(
        abstract: "Run `aws sqs` against this sqsd.",
        discussion: """
            Sets the endpoint, a region and keys that need not exist. What stands behind `aws` goes to it, so flags of \
            sqsctl stand before the first word, and variables say where sqsd is.

            Examples:
              sqsctl aws list-queues
              sqsctl aws get-queue-url --queue-name orders
            """
    )

    @Argument(parsing: .captureForPassthrough, help: "What `aws sqs` takes.")
    var words: [String]

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let endpoint = try await session.endpoint()
        let status = try await session.client().status()
        guard let service = serviceAddress(of: status, at: endpoint.address) else {
            throw Failure(.unavailable, "The sqsd at \(endpoint.address) has no port for SQS.")
        }
        let variables = awsVariables(service, endpoint.tenancy, session.environment)
        let environment = session.environment.merging(variables) { _, ours in ours }
        session.detail("aws --endpoint-url \(service) sqs \(words.joined(separator: " "))")
        try await session.close()
        try Child.become(
            ["aws", "--endpoint-url", service, "sqs"] + words,
            environment: environment,
            absence: Failure(
                .unavailable,
                "There is no `aws` on the PATH.",
                hint: "Install AWS's command line: `pip install awscli`."
            )
        )
    }
}
