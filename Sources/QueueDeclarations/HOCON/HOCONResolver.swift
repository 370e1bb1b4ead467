/// Follows the references of a file: to its own keys first, then to the environment.
struct HOCONResolver {
    /// Values that one file may come to; references of references could make a short one endless.
    private static let countLimit = 100_000
    private static let textLimit = 1_048_576
    private static let depthLimit = 128

    private let root: HOCONObject
    private let environment: [String: String]
    private var count = 0
    private var textBytes = 0
    private(set) var mistakes: [Remark] = []

    init(_ root: HOCONObject, environment: [String: String]) {
        self.root = root
        self.environment = environment
    }

    /// The file without references.
    ///
    /// - Throws: where there is too much in it.
    mutating func resolve(at place: Place) throws(Remark) -> FileValue {
        try resolve(HOCONValue(content: .object(root), place: place), following: [])
    }

    private mutating func resolve(_ value: HOCONValue, following paths: [[String]]) throws(Remark) -> FileValue {
        count += 1
        guard count < Self.countLimit, paths.count < Self.depthLimit, textBytes < Self.textLimit else {
            throw Remark(value.place, "The file's references make too much of it.")
        }
        switch value.content {
        case .pieces(let pieces): return try join(pieces, at: value.place, following: paths)
        case .list(let elements):
            var list: [FileValue] = []
            for element in elements { list.append(try resolve(element, following: paths)) }
            return FileValue(.list(list), at: value.place)
        case .object(let object):
            var members: [FileValue.Member] = []
            for member in object.members {
                let value = try resolve(member.value, following: paths)
                // A key whose only value is an absent `${?NAME}` is not there.
                if value.isNothing { continue }
                members.append(FileValue.Member(key: member.key, place: member.place, value: value))
            }
            return FileValue(.map(members), at: value.place)
        case .either(let new, let old):
            let found = try resolve(new, following: paths)
            return found.isNothing ? try resolve(old, following: paths) : found
        case .appended(let old, let new):
            let element = try resolve(new, following: paths)
            let earlier = try old.map { old throws(Remark) in try resolve(old, following: paths) }
            return FileValue(.list((earlier?.elements ?? []) + [element]), at: value.place)
        }
    }

    private mutating func join(
        _ pieces: [HOCONValue.Piece],
        at place: Place,
        following paths: [[String]]
    ) throws(Remark) -> FileValue {
        var parts: [FileValue] = []
        var text = ""
        var blank = ""
        for piece in pieces {
            let part: FileValue
            switch piece {
            case .blank(let piece):
                blank = piece
                continue
            case .text(let piece): part = FileValue(.text(piece), at: place)
            case .value(let value): part = try resolve(value, following: paths)
            case .reference(let path, let isOptional, let place):
                part = try follow(path, isOptional: isOptional, at: place, following: paths)
            }
            if let piece = part.text {
                text += (text.isEmpty ? "" : blank) + piece
                textBytes += piece.utf8.count
                guard textBytes < Self.textLimit else {
                    throw Remark(place, "The file's references make too much of it.")
                }
            }
            blank = ""
            if !part.isNothing { parts.append(part) }
        }
        return joined(parts, text, at: place)
    }

    private mutating func joined(_ parts: [FileValue], _ text: String, at place: Place) -> FileValue {
        guard let first = parts.first else { return FileValue(.nothing, at: place) }
        if parts.count == 1 { return first.text == nil ? first : FileValue(.text(text), at: place) }
        if parts.allSatisfy({ $0.text != nil }) { return FileValue(.text(text), at: place) }
        if parts.allSatisfy({ $0.elements != nil }) {
            return FileValue(.list(parts.flatMap { $0.elements ?? [] }), at: place)
        }
        guard parts.allSatisfy({ $0.members != nil }) else {
            mistakes.append(Remark(place, "A text, a list and an object cannot be put together."))
            return FileValue(.nothing, at: place)
        }
        var members: [FileValue.Member] = []
        for member in parts.flatMap({ $0.members ?? [] }) {
            members.removeAll { $0.key == member.key }
            members.append(member)
        }
        return FileValue(.map(members), at: place)
    }

    private mutating func follow(
        _ path: [String],
        isOptional: Bool,
        at place: Place,
        following paths: [[String]]
    ) throws(Remark) -> FileValue {
        let name = path.joined(separator: ".")
        if let value = root.value(at: path) {
            guard !paths.contains(path) else {
                if let text = environment[name] { return FileValue(.text(text), at: place) }
                if !isOptional { mistakes.append(Remark(place, "${\(name)} leads back to itself.")) }
                return FileValue(.nothing, at: place)
            }
            return try resolve(value, following: paths + [path])
        }
        if let text = environment[name] { return FileValue(.text(text), at: place) }
        if !isOptional {
            mistakes.append(
                Remark(place, "${\(name)} is neither a key of the file nor a variable of the environment.")
            )
        }
        return FileValue(.nothing, at: place)
    }
}
