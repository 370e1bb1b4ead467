internal import JSONText
package import SQSModel

/// Reads the members of a Query request, or of a structure inside it, whose names all begin alike (section 1.2).
package struct FormFieldReader: FieldReader {
    private let form: FormFields
    /// The parameters of this structure.
    private let range: Range<Int>
    /// How many bytes their names have in common, up to the dot before the member's own name.
    private let depth: Int
    /// What stands for an absent `QueueUrl` (W-11); `nil` inside structures.
    private let queuePath: String?

    init(_ form: FormFields, queuePath: String? = nil) {
        self.init(form, in: form.fields.indices, depth: 0, queuePath: queuePath)
    }

    private init(_ form: FormFields, in range: Range<Int>, depth: Int, queuePath: String? = nil) {
        self.form = form
        self.range = range
        self.depth = depth
        self.queuePath = queuePath
    }

    package func string(_ name: FieldName) throws(SQSError) -> String? {
        guard let value = value(name.query) else {
            return queuePath != nil && name.query.description == "QueueUrl" ? queuePath : nil
        }
        return String(markingIllFormed: value)
    }

    package func integer(_ name: FieldName) throws(SQSError) -> Int? {
        guard let value = value(name.query) else { return nil }
        guard let integer = wholeNumber(value) else {
            throw .unreadableParameter(name.query.description, String(markingIllFormed: value), as: "an integer")
        }
        return integer
    }

    package func data(_ name: FieldName) throws(SQSError) -> [UInt8]? {
        guard let value = value(name.query) else { return nil }
        guard let data = Base64.decode(value) else {
            throw .unreadableParameter(name.query.description, String(markingIllFormed: value), as: "base64")
        }
        return data
    }

    /// `Name.N`, or `Name` alone for the first one (W-3a).
    package func strings(_ name: FieldName) throws(SQSError) -> [String]? {
        var found: [(index: Int, String)] = []
        for spelling in name.spellings {
            if let value = value(spelling) { found.append((1, String(markingIllFormed: value))) }
            let list = form.range(behind: spelling, in: range, depth: depth)
            let start = depth + spelling.utf8CodeUnitCount + 1
            for position in list {
                guard let index = listIndex(form.name(at: position, from: start)) else { continue }
                found.append((index, String(markingIllFormed: form.value(at: position))))
            }
        }
        guard !found.isEmpty else { return nil }
        return inOrder(found)
    }

    package func map(_ name: FieldName) throws(SQSError) -> [TextEntry]? {
        var entries: [TextEntry] = []
        for entry in entryReaders(name) {
            entries.append(TextEntry(entry.text(name.entry.key), entry.text(name.entry.value)))
        }
        return entries.isEmpty ? nil : lastOfEachName(entries, names: entries.map { $0.name })
    }

    package func structures<Element>(
        _ name: FieldName,
        _ read: (Self) throws(SQSError) -> Element
    ) throws(SQSError) -> [Element]? {
        var elements: [Element] = []
        for reader in inOrder(name.spellings.flatMap(numberedReaders)) { elements.append(try read(reader)) }
        return elements
    }

    package func structureMap<Element>(
        _ name: FieldName,
        _ read: (String, Self) throws(SQSError) -> Element
    ) throws(SQSError) -> [Element]? {
        var names: [String] = []
        var elements: [Element] = []
        for entry in entryReaders(name) {
            let key = entry.text(name.entry.key)
            names.append(key)
            elements.append(try read(key, entry.structure(behind: name.entry.value)))
        }
        return elements.isEmpty ? nil : lastOfEachName(elements, names: names)
    }
}

// MARK: - Lists

extension FormFieldReader {
    private func value(_ name: StaticString) -> ArraySlice<UInt8>? { form.value(of: name, in: range, depth: depth) }

    /// The text of a part of a map's entry, which is empty where it is absent: a tag may have no value, and an attribute
    /// without a name is refused by who checks names.
    private func text(_ name: StaticString) -> String { value(name).map { String(markingIllFormed: $0) } ?? "" }

    private func structure(behind name: StaticString) -> Self {
        Self(form, in: form.range(behind: name, in: range, depth: depth), depth: depth + name.utf8CodeUnitCount + 1)
    }

    /// The entries of a map: `Name.N.Key`, or `Name.Key` for the first one (W-3a).
    private func entryReaders(_ name: FieldName) -> [Self] {
        var found: [(index: Int, Self)] = []
        for spelling in name.spellings {
            let unnumbered = structure(behind: spelling)
            if unnumbered.value(name.entry.key) != nil { found.append((1, unnumbered)) }
            found += numberedReaders(spelling)
        }
        return inOrder(found)
    }

    /// The structures `Name.N.…` with their numbers, in the order of the names' bytes.
    private func numberedReaders(_ name: StaticString) -> [(index: Int, Self)] {
        var found: [(index: Int, Self)] = []
        let list = form.range(behind: name, in: range, depth: depth)
        let start = depth + name.utf8CodeUnitCount + 1
        var position = list.lowerBound
        while position < list.upperBound {
            let first = position
            let digits = form.name(at: first, from: start).prefix { $0 != UInt8(ascii: ".") }
            let end = start + digits.count + 1
            repeat { position += 1 } while position < list.upperBound && form.agree(first, position, upTo: end)
            guard let index = listIndex(digits), form.nameCount(at: first) >= end else { continue }
            found.append((index, Self(form, in: first..<position, depth: end)))
        }
        return found
    }
}

extension FieldName {
    /// What Query callers call the member.
    fileprivate var spellings: [StaticString] { queryAlias.map { [query, $0] } ?? [query] }
}

/// Sorts by the numbers that callers gave; gaps do not matter, and equals stay as they are.
private func inOrder<Element>(_ elements: [(index: Int, Element)]) -> [Element] {
    elements.sorted { $0.index < $1.index }.map(\.1)
}

/// The number of a list's element; `nil` for what is none, or is longer than any list's.
private func listIndex(_ digits: ArraySlice<UInt8>) -> Int? { digits.count <= 9 ? wholeNumber(digits) : nil }
