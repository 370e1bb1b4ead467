/// What this is, for `--version` and the log.
enum Version {
    static let text = "0.1.0"
}
