import Foundation

/// Another program, run until it ends.
struct Child {
    private let words: [String]
    private let environment: [String: String]
    /// What stdin is; ours where `nil`.
    private let input: FileHandle?

    init(_ words: [String], environment: [String: String], input: FileHandle? = nil) {
        self.words = words
        self.environment = environment
        self.input = input
    }

    /// Runs it and waits; a signal's number comes as 128 more, as shells have it.
    func run() throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input { posix_spawn_file_actions_adddup2(&actions, input.fileDescriptor, STDIN_FILENO) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Sockets made us ignore broken pipes; programs expect to be ended by them.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var process = pid_t()
        let trouble = withCStrings(words) { arguments in
            withCStrings(environment.map { "\($0.key)=\($0.value)" }) { variables in
                posix_spawnp(&process, words[0], &actions, &attributes, arguments, variables)
            }
        }
        guard trouble == 0 else {
            throw Failure(.inputOutput, "\(words[0]) cannot be run: \(String(cString: strerror(trouble))).")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else {
                throw Failure(.inputOutput, "\(words[0]) was lost: \(String(cString: strerror(errno))).")
            }
        }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// Becomes another program; comes back only where that cannot be.
    ///
    /// - Parameters:
    ///   - words: the program, looked for on the PATH, and its arguments.
    ///   - environment: what it finds beside our own variables.
    ///   - absence: what is said where there is no such program.
    /// - Throws: `absence`, or why the program cannot be run.
    static func become(_ words: [String], environment: [String: String], absence: Failure) throws -> Never {
        signal(SIGPIPE, SIG_DFL)
        for (name, value) in environment { setenv(name, value, 1) }
        _ = withCStrings(words) { execvp(words[0], $0) }
        let code = errno
        if code == ENOENT { throw absence }
        throw Failure(.inputOutput, "\(words[0]) cannot be run: \(String(cString: strerror(code))).")
    }
}

/// Lends texts to C as a list that ends with a null pointer.
private func withCStrings<Value>(
    _ texts: [String],
    _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
) -> Value {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
}
