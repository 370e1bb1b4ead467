/// A value as it stands in a file of HOCON, before references are followed.
struct HOCONValue {
    indirect enum Content {
        /// What stands side by side: texts become one text, objects are merged, lists joined.
        case pieces([Piece])
        case list([HOCONValue])
        case object(HOCONObject)
        /// A key that was given again: the later value, or where that is an absent `${?NAME}` the earlier one.
        case either(HOCONValue, otherwise: HOCONValue)
        /// `+=`: the earlier list, if any, and one more element.
        case appended(HOCONValue?, HOCONValue)
    }

    enum Piece {
        case text(String)
        /// Blanks between two others; they count only between texts.
        case blank(String)
        case reference(path: [String], isOptional: Bool, Place)
        case value(HOCONValue)
    }

    let content: Content
    let place: Place
    /// How many earlier values of its key it leads back to, one inside the other.
    fileprivate let history: Int

    init(content: Content, place: Place) {
        self.content = content
        self.place = place
        history =
            switch content {
            case .either(let new, let old): 1 + max(new.history, old.history)
            case .appended(let old, let new): 1 + max(old?.history ?? 0, new.history)
            case .pieces, .list, .object: 0
            }
    }

    /// Whether it may turn out to be nothing.
    var isOptional: Bool {
        guard case .pieces(let pieces) = content else { return false }
        return pieces.contains { if case .reference(_, true, _) = $0 { true } else { false } }
    }

    var object: HOCONObject? { if case .object(let object) = content { object } else { nil } }
}

/// Keys with values, in the order in which they first appear.
struct HOCONObject {
    /// How often a key may go back to its earlier values; following them without end would exhaust the stack.
    private static let historyLimit = 500

    struct Member {
        let key: String
        let place: Place
        var value: HOCONValue
    }

    private(set) var members: [Member] = []
    private var indices: [String: Int] = [:]

    subscript(key: String) -> HOCONValue? { indices[key].map { members[$0].value } }

    /// Gives a key a value: objects are merged, all else is replaced.
    ///
    /// - Throws: where it has been added to too often.
    mutating func set(_ path: ArraySlice<String>, _ value: HOCONValue, at place: Place) throws(Remark) {
        guard let key = path.first else { return }
        if path.count > 1 {
            var inner = self[key]?.object ?? HOCONObject()
            try inner.set(path.dropFirst(), value, at: place)
            try replace(key, HOCONValue(content: .object(inner), place: value.place), at: place)
        } else if let new = value.object, var old = self[key]?.object {
            try old.merge(new)
            try replace(key, HOCONValue(content: .object(old), place: value.place), at: place)
        } else if value.isOptional, let old = self[key] {
            try replace(key, HOCONValue(content: .either(value, otherwise: old), place: value.place), at: place)
        } else {
            try replace(key, value, at: place)
        }
    }

    mutating func append(_ path: [String], _ value: HOCONValue, at place: Place) throws(Remark) {
        let old = self.value(at: path)
        try set(path[...], HOCONValue(content: .appended(old, value), place: value.place), at: place)
    }

    mutating func merge(_ other: HOCONObject) throws(Remark) {
        for member in other.members { try set([member.key], member.value, at: member.place) }
    }

    func value(at path: [String]) -> HOCONValue? {
        guard let key = path.first, let value = self[key] else { return nil }
        return path.count == 1 ? value : value.object?.value(at: Array(path.dropFirst()))
    }

    private mutating func replace(_ key: String, _ value: HOCONValue, at place: Place) throws(Remark) {
        guard value.history <= Self.historyLimit else { throw Remark(place, "\(key) is added to too often.") }
        if let index = indices[key] {
            members[index].value = value
        } else {
            indices[key] = members.count
            members.append(Member(key: key, place: place, value: value))
        }
    }
}
