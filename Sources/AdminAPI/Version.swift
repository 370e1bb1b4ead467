/// What this release of daemon and tool is called; each tells its own, so that a mixture shows.
package enum Version {
    package static let text = "0.1.0"
}
