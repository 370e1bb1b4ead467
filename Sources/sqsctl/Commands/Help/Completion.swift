import ArgumentParser

struct Completion: Command {
    static let configuration = CommandConfiguration(
        abstract: "Print a script by which a shell completes commands and names of queues.",
        discussion: """
            Examples:
              source <(sqsctl completion bash)
              sqsctl completion zsh > ~/.zfunc/_sqsctl
              sqsctl completion fish > ~/.config/fish/completions/sqsctl.fish
            """
    )

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish

        var shell: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: "Which shell.")
    var shell: Shell

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        try session.output.line(Sqsctl.completionScript(for: shell.shell))
    }
}
