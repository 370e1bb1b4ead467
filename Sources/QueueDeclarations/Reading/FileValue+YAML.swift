internal import Yams

extension FileValue {
    /// Depth and number of values that a file may have; aliases of aliases could make a short one endless.
    private static let depthLimit = 32
    private static let countLimit = 200_000

    /// Reads one document; a file of comments alone is an empty mapping.
    init(yaml text: String, name: String) throws(Remark) {
        let node: Node?
        do {
            guard depth(ofFlow: text) <= 200 else { throw Remark(Place(name), "The brackets are nested too deeply.") }
            node = try Parser(yaml: text).singleRoot()
        } catch let remark as Remark {
            throw remark
        } catch {
            throw remark(on: error, in: name)
        }
        guard let node else {
            self.init(.map([]), at: Place(name, line: 1, column: 1))
            return
        }
        var count = 0
        try self.init(node, name: name, depth: 0, count: &count)
    }

    private init(_ node: Node, name: String, depth: Int, count: inout Int) throws(Remark) {
        let place = Place(name, line: node.mark?.line, column: node.mark?.column)
        count += 1
        guard depth < Self.depthLimit, count < Self.countLimit else {
            throw Remark(place, "There is too much in it, or it is nested too deeply.")
        }
        switch node {
        case .scalar(let scalar):
            let isNothing = scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            self.init(isNothing ? .nothing : .text(scalar.string), at: place)
        case .sequence(let sequence):
            var elements: [FileValue] = []
            for node in sequence { elements.append(try FileValue(node, name: name, depth: depth + 1, count: &count)) }
            self.init(.list(elements), at: place)
        case .mapping(let mapping):
            var members: [Member] = []
            for (key, value) in mapping {
                let place = Place(name, line: key.mark?.line, column: key.mark?.column)
                guard case .scalar(let scalar) = key else { throw Remark(place, "A key has to be a plain text.") }
                let value = try FileValue(value, name: name, depth: depth + 1, count: &count)
                members.append(Member(key: scalar.string, place: place, value: value))
            }
            self.init(.map(members), at: place)
        case .alias: throw Remark(place, "There is nothing that this alias stands for.")
        }
    }
}

/// How deep brackets are nested at most; quotes are not looked at, so that it may be less than this says.
private func depth(ofFlow text: String) -> Int {
    var depth = 0
    var deepest = 0
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
        default: break
        }
        deepest = max(deepest, depth)
    }
    return deepest
}

private func remark(on error: any Error, in name: String) -> Remark {
    func remark(_ mark: Mark, _ text: String) -> Remark {
        Remark(Place(name, line: max(1, mark.line), column: max(1, mark.column)), text)
    }
    switch error {
    case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
        YamlError.composer(_, let problem, let mark, _):
        // libyaml finds only that no value can begin so.
        let isTab = problem.contains("cannot start any token")
        let advice = isTab ? " YAML is indented with blanks, never with tabs." : ""
        return remark(mark, "This is no YAML: \(problem).\(advice)")
    case YamlError.duplicatedKeysInMapping(let keys, let context):
        return remark(context.mark, "Given twice: \(keys.joined(separator: ", ")).")
    case YamlError.reader(let problem, _, _, _): return Remark(Place(name), "This is no YAML: \(problem).")
    default: return Remark(Place(name), "This is no YAML: \(error)")
    }
}
