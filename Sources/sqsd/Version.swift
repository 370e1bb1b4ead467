/// What this is, for `--version` and the log.
enum Version {
    static let text = "0.1.0"

    /// The compiler that has made this program.
    static var swift: String {
        #if compiler(>=6.5)
        "6.5 or later"
        #elseif compiler(>=6.4)
        "6.4"
        #elseif compiler(>=6.3)
        "6.3"
        #else
        "6.2"
        #endif
    }
}
