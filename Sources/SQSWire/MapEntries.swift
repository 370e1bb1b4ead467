/// Leaves of each name the last entry only, as a map has it; the rest keep their order.
func lastOfEachName<Entry>(_ entries: [Entry], name: (Entry) -> String) -> [Entry] {
    guard entries.count > 1 else { return entries }
    var seen: Set<String> = []
    var kept: [Entry] = []
    for entry in entries.reversed() where seen.insert(name(entry)).inserted { kept.append(entry) }
    return kept.count == entries.count ? entries : kept.reversed()
}
