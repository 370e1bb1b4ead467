import SQLite
import Testing

@testable import SQLiteStore

@Suite("Query plans")
struct QueryPlanTests {
    /// Everything that runs while messages are served, and the counts and looks that readers make.
    static let statements =
        SQL.all + [MessageCounter.shelfSQL, MessageCounter.hiddenSQL, MessageCounter.expiredSQL]
        + [MessagePeeker.rowsSQL, MessagePeeker.rowsBackwardsSQL, MessagePeeker.rowSQL, MessagePeeker.laneSQL]
        + InquirySQL.all

    @Test("No statement scans a table or sorts", arguments: statements)
    func planGoesAlongIndexes(sql: String) throws {
        let connection = try Connection(path: ":memory:", mode: .readWrite)
        try Schema.migrate(connection) { _ in }
        for step in try connection.texts("EXPLAIN QUERY PLAN \(sql)", column: 3) {
            #expect(!step.contains("TEMP B-TREE"), "\(step) in \(sql)")
            // The rows of the small query around the two halves of a count are two.
            let isScan = step.contains("SCAN") && !step.contains("SCAN (subquery") && !step.contains("CONSTANT ROW")
            #expect(!isScan, "\(step) in \(sql)")
        }
    }

    @Test("MV-11: of the move tasks only those that run are looked at when another one begins")
    func runningTasksHaveAnIndex() throws {
        let connection = try Connection(path: ":memory:", mode: .readWrite)
        try Schema.migrate(connection) { _ in }
        let plan = try connection.texts("EXPLAIN QUERY PLAN \(SQLiteStore.runningSQL)", column: 3)
        #expect(plan == ["SCAN move_tasks USING INDEX running_move_tasks"])
    }

    @Test("A plan that scans would be noticed")
    func scanIsSeen() throws {
        let connection = try Connection(path: ":memory:", mode: .readWrite)
        try Schema.migrate(connection) { _ in }
        let plan = try connection.texts("EXPLAIN QUERY PLAN SELECT * FROM messages WHERE enqueued_at = 1", column: 3)
        #expect(plan.contains { $0.contains("SCAN") })
    }
}
