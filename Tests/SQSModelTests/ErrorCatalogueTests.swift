import SQSModel
import Testing
import Vectors

@Suite("Error catalogue")
struct ErrorCatalogueTests {
    struct Catalogue: Decodable {
        let errors: [Row]
    }

    struct Row: Decodable {
        let id: String
        let query_code: String
        let json_type: String
        let status: Int
        let message: String

        /// Rows whose message is free begin with a bracket; the others give it word for word.
        var isFreeText: Bool { message.hasPrefix("(") || message == "see W-20" || id == "A-DENY" }
    }

    private func rows() throws -> [String: Row] {
        let catalogue = try Vectors.decoded("errors", as: Catalogue.self)
        return Dictionary(uniqueKeysWithValues: catalogue.errors.map { ($0.id, $0) })
    }

    @Test func `Every row is made by this program, or is known to be unused`() throws {
        let made = Set(ErrorSample.all.map(\.id))
        #expect(made.isDisjoint(with: ErrorSample.unusedRows))
        #expect(Set(try rows().keys) == made.union(ErrorSample.unusedRows))
    }

    @Test(arguments: ErrorSample.all)
    func `W-26, W-27: code, type and status are the row's`(sample: ErrorSample) throws {
        let row = try #require(try rows()[sample.id])
        #expect(sample.error.code.query == row.query_code)
        #expect(sample.error.code.json == row.json_type)
        #expect(sample.error.code.status == row.status)
        #expect(sample.error.code.isSenderFault == (row.status < 500))
    }

    @Test(arguments: ErrorSample.all)
    func `W-29: the message is the row's, and the same in both protocols but for a missing queue`(
        sample: ErrorSample
    ) throws {
        let row = try #require(try rows()[sample.id])
        let error = sample.error
        if sample.id == "Q-NONE" {
            #expect("JSON: \(error.message) Query: \(error.queryMessage)" == row.message)
            return
        }
        #expect(error.queryMessage == error.message)
        #expect(!error.message.isEmpty)
        if !row.isFreeText { #expect(error.message == sample.text(of: row.message)) }
    }

    @Test func `L-NONE: with a policy the text says so`() {
        #expect(
            SQSError.labelNotFound("l", hasPolicy: true).message
                == "Value l for parameter Label is invalid. Reason: can't find label on existing policy."
        )
    }
}
