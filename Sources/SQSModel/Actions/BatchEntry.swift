/// An entry of a batch: what the checks of all batches look at (BAT-1).
package protocol BatchEntry: Hashable, Sendable {
    var id: String? { get }
}

extension Collection where Element: BatchEntry {
    /// Makes the checks that concern a batch as a whole, in the order of BAT-1.
    ///
    /// - Parameter entryName: what Query calls an entry; the messages of both protocols name it.
    /// - Returns: the entries' ids, in order.
    /// - Throws: B-EMPTY, B-MANY, B-NOID, B-ID, B-DUP.
    package func checkedIds(entryName: StaticString) throws(SQSError) -> [String] {
        guard !isEmpty else { throw .emptyBatch(entryName.description) }
        guard count <= Limits.batchEntries else { throw .tooManyEntries(count) }
        var ids: [String] = []
        for (position, entry) in enumerated() {
            guard let id = entry.id else { throw .missingParameter("\(entryName).\(position + 1).Id") }
            ids.append(id)
        }
        for id in ids where !Limits.batchEntryIdLength.contains(id.utf8.count) || !id.utf8.allSatisfy(isNameByte) {
            throw .invalidBatchEntryId
        }
        var seen: Set<String> = []
        for id in ids where !seen.insert(id).inserted { throw .repeatedBatchEntryId(id) }
        return ids
    }
}
