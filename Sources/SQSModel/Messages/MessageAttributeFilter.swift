/// Which message attributes a receive wants to see (RCV-9).
package struct MessageAttributeFilter: Hashable, Sendable {
    private var wantsAll = false
    private var names: Set<String> = []
    private var prefixes: [String] = []

    /// - Parameter patterns: exact names, `All`, `.*`, `*`, or `prefix.*` where the dot belongs to the wildcard. What names
    ///   nothing matches nothing.
    package init(_ patterns: [String]) {
        for pattern in patterns {
            if pattern == "All" || pattern == ".*" || pattern == "*" {
                wantsAll = true
            } else if pattern.hasSuffix(".*") {
                prefixes.append(String(pattern.dropLast(2)))
            } else {
                names.insert(pattern)
            }
        }
    }

    /// Whether every attribute is wanted.
    package var isEverything: Bool { wantsAll }

    /// Whether none is wanted.
    package var isNothing: Bool { !wantsAll && names.isEmpty && prefixes.isEmpty }

    package func includes(_ name: String) -> Bool {
        wantsAll || names.contains(name) || prefixes.contains { name.hasPrefix($0) }
    }
}
