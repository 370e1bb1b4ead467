import ArgumentParser

struct Man: Command {
    static let configuration = CommandConfiguration(
        abstract: "Print the manual in the language of `man`.",
        discussion: """
            Examples:
              sqsctl man > sqsctl.1
              sqsctl man | man -l -
            """
    )

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws { try session.output.write(ManualPage(try .current()).text) }
}
