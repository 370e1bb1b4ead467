import Foundation

/// Signals of the system, taken from their usual effect and told as values.
///
/// They have their usual effect again after `end()`, which has to be called.
final class Signals {
    private var sources: [any DispatchSourceSignal] = []
    private let numbers: [Int32]

    static let ending = [SIGINT, SIGTERM, SIGHUP]

    init(_ numbers: [Int32], tell: @escaping @Sendable (Int32) -> Void) {
        self.numbers = numbers
        for number in numbers {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { tell(number) }
            source.resume()
            sources.append(source)
        }
    }

    func end() {
        for source in sources { source.cancel() }
        for number in numbers { signal(number, SIG_DFL) }
        sources = []
    }
}
