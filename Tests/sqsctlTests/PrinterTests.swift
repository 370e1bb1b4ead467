import Foundation
import Testing

@testable import sqsctl

@Suite("One printer for all forms")
struct PrinterTests {
    private struct Row: Encodable {
        let name: String
        let count: Int
        let body: String
        var list: [String] = []
    }

    private static var listing: Listing<Row> {
        Listing<Row>(
            name: \.name,
            columns: [
                Column("NAME") { .text($0.name) },
                Column("IN FLIGHT") { .count($0.count) },
                Column("BODY") { .long($0.body) },
                Column("LENGTH", isWide: true) { .bytes($0.body.utf8.count) },
            ]
        )
    }

    private static let rows = [
        Row(name: "a", count: 1204, body: "日本語 text"), Row(name: "bcd", count: 7, body: "x,\"y\"\n\tz"),
    ]

    private func printed(
        _ form: OutputForm,
        width: Int? = nil,
        columns: [String]? = nil,
        isExact: Bool = false,
        _ body: (Printer) throws -> Void
    ) throws -> String {
        let pipe = Pipe()
        let output = Output(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        let printer = Printer(
            to: output,
            form: form,
            columns: columns,
            isExact: isExact,
            width: width,
            colors: Colors(isOn: false)
        )
        try body(printer)
        try output.flush()
        try pipe.fileHandleForWriting.close()
        return String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }

    private func list(
        _ form: OutputForm,
        width: Int? = nil,
        columns: [String]? = nil,
        isExact: Bool = false
    ) throws -> String {
        try printed(form, width: width, columns: columns, isExact: isExact) { try $0.list(Self.rows, as: Self.listing) }
    }

    @Test func `a table has aligned columns, numbers to the right`() throws {
        #expect(
            try list(.format(.table)) == """
                NAME  IN FLIGHT  BODY
                a          1.2k  日本語 text
                bcd           7  x,"y"↵ z

                """
        )
    }

    @Test func `a column that may be empty and is stays out of tables, and of nothing else`() throws {
        let listing = Listing<String>(
            name: { $0 },
            columns: [
                Column("NAME") { .text($0) }, Column("GROUP", isSparse: true) { $0 == "b" ? .text("g") : .nothing },
            ]
        )
        func list(_ form: OutputForm, _ rows: [String], columns: [String]? = nil) throws -> String {
            try printed(form, columns: columns) { try $0.list(rows, as: listing) }
        }
        #expect(try list(.format(.table), ["a"]) == "NAME\na\n")
        #expect(try list(.format(.table), ["a", "b"]) == "NAME  GROUP\na     -\nb     g\n")
        #expect(try list(.format(.table), ["a"], columns: ["name", "group"]) == "NAME  GROUP\na     -\n")
        #expect(try list(.format(.wide), ["a"]) == "NAME  GROUP\na     -\n")
        #expect(try list(.tabbed, ["a"]) == "a\t\n")
        #expect(try list(.format(.csv), ["a"]) == "name,group\na,\n")
        #expect(try printed(.format(.table)) { try $0.one("a", as: listing) } == "Name  a\n")
    }

    @Test func `exact figures are for whoever asks`() throws {
        #expect(try list(.format(.table), isExact: true).contains("1204"))
    }

    @Test(arguments: [12, 20, 26, 40])
    func `no line of a table is wider than the terminal`(width: Int) throws {
        for line in try list(.format(.table), width: width).split(separator: "\n") {
            #expect(displayWidth(String(line)) <= width)
        }
    }

    @Test func `a narrow terminal keeps the key columns, and some of a long text`() throws {
        let listing = Listing<Row>(
            name: \.name,
            columns: [
                Column("NAME", isKey: true) { .text($0.name) },
                Column("IN FLIGHT") { .count($0.count) },
                Column("LENGTH") { .bytes($0.body.utf8.count) },
                Column("BODY", isKey: true) { .long($0.body) },
            ]
        )
        let rows = [Row(name: "orders-of-today", count: 7, body: String(repeating: "x", count: 100))]
        func heading(_ width: Int, _ columns: [String]? = nil) throws -> [String] {
            let text = try printed(.format(.table), width: width, columns: columns) { try $0.list(rows, as: listing) }
            return text.prefix { $0 != "\n" }.split(separator: "  ").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        #expect(try heading(80) == ["NAME", "IN FLIGHT", "LENGTH", "BODY"])
        #expect(try heading(50) == ["NAME", "IN FLIGHT", "BODY"])
        #expect(try heading(40) == ["NAME", "BODY"])
        #expect(try heading(18) == ["NAME", "BODY"])
        // Who names columns gets them.
        #expect(try heading(40, ["name", "in-flight", "length", "body"]).count == 4)
    }

    @Test func `off a terminal there are tabs, exact values and no heading`() throws {
        #expect(try list(.tabbed) == "a\t1204\t日本語 text\nbcd\t7\tx,\"y\"\\n\\tz\n")
    }

    @Test func `CSV has all columns and quotes what needs it`() throws {
        #expect(
            try list(.format(.csv)) == """
                name,in-flight,body,length
                a,1204,日本語 text,14
                bcd,7,"x,""y""
                \tz",8

                """
        )
    }

    @Test func `JSON lines hold one object each`() throws {
        #expect(
            try list(.format(.jsonl)) == """
                {"Body":"日本語 text","Count":1204,"List":[],"Name":"a"}
                {"Body":"x,\\"y\\"\\n\\tz","Count":7,"List":[],"Name":"bcd"}

                """
        )
    }

    @Test func `JSON is an array, and one thing an object`() throws {
        let text = try list(.format(.json))
        #expect(text.hasPrefix("[\n  {\n    \"Body\": \"日本語 text\",\n    \"Count\": 1204,\n    \"List\": [],\n"))
        #expect((try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])?.count == 2)
        let one = try printed(.format(.json)) { try $0.one(Self.rows[0], as: Self.listing) }
        #expect(one == "{\n  \"Body\": \"日本語 text\",\n  \"Count\": 1204,\n  \"List\": [],\n  \"Name\": \"a\"\n}\n")
        #expect(try printed(.format(.json)) { try $0.list([], as: Self.listing) } == "[]\n")
    }

    @Test func `YAML keeps strings in quotes`() throws {
        #expect(
            try list(.format(.yaml)) == """
                - Body: "日本語 text"
                  Count: 1204
                  List: []
                  Name: "a"
                - Body: "x,\\"y\\"\\n\\tz"
                  Count: 7
                  List: []
                  Name: "bcd"

                """
        )
        let row = Row(name: "n", count: 1, body: "yes", list: ["1", "2"])
        #expect(
            try printed(.format(.yaml)) { try $0.one(row, as: Self.listing) }
                == "Body: \"yes\"\nCount: 1\nList:\n  - \"1\"\n  - \"2\"\nName: \"n\"\n"
        )
    }

    @Test func `names are for pipes`() throws {
        #expect(try list(.format(.name)) == "a\nbcd\n")
    }

    @Test func `columns are chosen by name, in the order given`() throws {
        #expect(try list(.tabbed, columns: ["length", "In_Flight"]) == "14\t1204\n8\t7\n")
        let failure = try #require(throws: Failure.self) { try list(.tabbed, columns: ["nope"]) }
        #expect(failure.status == .usage)
        #expect(failure.hint == "Columns: name, in-flight, body, length.")
        #expect(throws: Failure.self) { try list(.format(.json), columns: ["name"]) }
    }

    @Test func `one thing has a line for each column`() throws {
        let sheet = try printed(.format(.table)) { try $0.one(Self.rows[0], as: Self.listing) }
        #expect(sheet == "Name       a\nIn flight  1.2k\nBody       日本語 text\n")
        #expect(
            try printed(.tabbed) { try $0.one(Self.rows[0], as: Self.listing) }.hasPrefix("name\ta\nin-flight\t1204\n")
        )
    }
}
