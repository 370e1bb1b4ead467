import Foundation

/// What was pressed.
enum Key: Equatable {
    case character(Character)
    case up, down, pageUp, pageDown, home, end
    case enter, escape, backspace
    /// ^C, which a terminal that gives keys one by one does not turn into a signal.
    case interrupt
    /// ^L: draw all again.
    case redraw

    /// The keys in what was read from a terminal at once.
    ///
    /// Sequences that mean nothing here are left out.
    static func keys(in bytes: [UInt8]) -> [Key] {
        var keys: [Key] = []
        var rest = bytes[...]
        while let first = rest.first {
            if first == 0x1B, let second = rest.dropFirst().first,
                second == UInt8(ascii: "[") || second == UInt8(ascii: "O")
            {
                rest = rest.dropFirst(2)
                let parameters = rest.prefix { !(0x40...0x7E).contains($0) }
                rest = rest.dropFirst(parameters.count)
                guard let final = rest.popFirst() else { break }
                if let key = sequence(final, Array(parameters)) { keys.append(key) }
            } else if let key = control(first) {
                keys.append(key)
                rest = rest.dropFirst()
            } else if first < 0x20 {
                rest = rest.dropFirst()
            } else {
                let text = rest.prefix { $0 >= 0x20 && $0 != 0x7F }
                keys += String(decoding: text, as: UTF8.self).map { .character($0) }
                rest = rest.dropFirst(text.count)
            }
        }
        return keys
    }

    private static func control(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x03: .interrupt
        case 0x08, 0x7F: .backspace
        case 0x0A, 0x0D: .enter
        case 0x0C: .redraw
        case 0x1B: .escape
        default: nil
        }
    }

    private static func sequence(_ final: UInt8, _ parameters: [UInt8]) -> Key? {
        switch (final, String(decoding: parameters, as: UTF8.self)) {
        case (UInt8(ascii: "A"), _): .up
        case (UInt8(ascii: "B"), _): .down
        case (UInt8(ascii: "H"), _), (UInt8(ascii: "~"), "1"): .home
        case (UInt8(ascii: "F"), _), (UInt8(ascii: "~"), "4"): .end
        case (UInt8(ascii: "~"), "5"): .pageUp
        case (UInt8(ascii: "~"), "6"): .pageDown
        default: nil
        }
    }
}

/// Tells what is pressed until `end()`, which has to be called.
final class Keyboard {
    private let source: any DispatchSourceRead

    init(tell: @escaping @Sendable ([Key]) -> Void) {
        source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: .global())
        source.setEventHandler {
            var bytes = [UInt8](repeating: 0, count: 256)
            let count = read(STDIN_FILENO, &bytes, bytes.count)
            // The terminal has gone; so has who pressed keys.
            tell(count > 0 ? Key.keys(in: Array(bytes.prefix(count))) : [.interrupt])
        }
        source.resume()
    }

    func end() { source.cancel() }
}
