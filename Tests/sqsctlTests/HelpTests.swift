import AdminAPI
import ArgumentParser
import Foundation
import Testing

@testable import sqsctl

@Suite("What teaches people the tool")
struct HelpTests {
    @Test(arguments: CheatSheet.all.map(\.topic))
    func `every line of a cheat sheet is a command that is understood`(topic: String) throws {
        let sheet = try #require(CheatSheet.all.first { $0.topic == topic })
        #expect(sheet.lines.count >= 3)
        for line in sheet.lines {
            let words = shellWords(line.command)
            #expect(words.first == "sqsctl")
            #expect(throws: Never.self, "\(line.command)") { try Sqsctl.parseAsRoot(Array(words.dropFirst())) }
        }
    }

    @Test func `every example in the help is a command that is understood`() throws {
        var count = 0
        for command in try flattened(CommandTree.current().command) {
            for example in command.examples
            where example.hasPrefix("sqsctl ") && !example.contains(where: { "|<>".contains($0) }) {
                count += 1
                let words = Array(shellWords(example).dropFirst())
                #expect(throws: Never.self, "\(example)") { try Sqsctl.parseAsRoot(words) }
            }
        }
        #expect(count > 60)
    }

    @Test func `every command has two examples at least`() throws {
        for command in try flattened(CommandTree.current().command) where (command.subcommands ?? []).isEmpty {
            #expect(command.examples.count >= 2, "\(command.commandName)")
        }
    }

    @Test func `the manual names every command and every option`() throws {
        let tree = try CommandTree.current()
        let page = ManualPage(tree).text
        #expect(page.hasPrefix(".TH SQSCTL 1"))
        for command in flattened(tree.command) {
            let isThere = page.contains(command.commandName.replacing("-", with: "\\-"))
            #expect(isThere, "\(command.commandName)")
            for name in (command.arguments ?? []).filter(\.shouldDisplay).flatMap({ $0.names ?? [] })
            where !["version", "help", "h"].contains(name.name) {
                let isThere = page.contains(name.text.replacing("-", with: "\\-"))
                #expect(isThere, "\(name.text)")
            }
        }
    }

    @Test func `a line of the manual never begins as an instruction that it is not`() throws {
        let known = [".TH", ".SH", ".SS", ".PP", ".TP", ".nf", ".fi", ".RS", ".RE", ".B"]
        for line in ManualPage(try .current()).text.split(separator: "\n")
        where line.hasPrefix(".") || line.hasPrefix("'") {
            #expect(known.contains(String(line.prefix { $0 != " " })), "\(line)")
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `every shell has a script that knows the commands`(shell: String) throws {
        let script = Sqsctl.completionScript(for: try #require(Completion.Shell(rawValue: shell)).shell)
        for word in ["tail", "redrive", "context"] { #expect(script.contains(word)) }
    }

    private func flattened(_ command: CommandDescription) -> [CommandDescription] {
        [command] + (command.subcommands ?? []).filter { $0.commandName != "help" }.flatMap(flattened)
    }

    /// Splits a line as a shell does: blanks part, quotes keep together.
    private func shellWords(_ line: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line {
            switch character {
            case quote: quote = nil
            case "'", "\"":
                if quote == nil {
                    quote = character
                    word = word ?? ""
                } else {
                    word?.append(character)
                }
            case " " where quote == nil:
                if let finished = word { words.append(finished) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }
}

@Suite("Events as lines")
struct EventLineTests {
    @Test(arguments: [40, 80, 200])
    func `a line is cut to the width`(width: Int) {
        let line = EventLine(width: width, colors: Colors(isOn: false), timeZone: .gmt).text(event)
        #expect(displayWidth(line) <= width)
        #expect(line.hasPrefix("08:00:00.250 sent"))
    }

    @Test func `in full there is all of it, on one line`() {
        let line = EventLine(width: nil, colors: Colors(isOn: false), timeZone: .gmt).text(event)
        #expect(
            line
                == "08:00:00.250 sent          orders #17 0d3f9f8e-1111-4222-8333-444444444444 group=g kind=paid {\"id\":1}↵"
                + String(repeating: "x", count: 200)
        )
    }

    @Test func `a message whose id is not known is named by its number, and that is said`() {
        var deleted = LiveEvent(.deleted, at: Date(timeIntervalSince1970: 0))
        deleted.queueName = "orders"
        deleted.number = 17
        let line = EventLine(width: nil, colors: Colors(isOn: false), timeZone: .gmt).text(deleted)
        #expect(line.hasSuffix("orders #17 (id not known)"))
    }

    @Test func `missed events are told`() {
        var missed = LiveEvent(.missed, at: Date(timeIntervalSince1970: 0))
        missed.count = 7
        let line = EventLine(width: nil, colors: Colors(isOn: true), timeZone: .gmt).text(missed)
        #expect(line.contains("7 events"))
        #expect(line.contains("\u{1B}[31mmissed"))
    }

    @Test(arguments: [("sent,dead-lettered", 2), ("Sent", 1), ("sent,gone", nil), ("", nil)] as [(String, Int?)])
    func `kinds are named with commas`(text: String, count: Int?) {
        #expect(EventKindList(argument: text)?.kinds.count == count)
    }

    private var event: LiveEvent {
        var event = LiveEvent(.sent, at: Date(timeIntervalSince1970: 1_800_000_000.25))
        event.queueName = "orders"
        event.number = 17
        event.messageId = "0d3f9f8e-1111-4222-8333-444444444444"
        event.messageGroupId = "g"
        event.messageAttributes = ["kind": AttributeView(dataType: "String", stringValue: "paid")]
        event.body = "{\"id\":1}\n" + String(repeating: "x", count: 200)
        return event
    }
}
