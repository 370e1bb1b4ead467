import Testing

@testable import sqsctl

@Suite("The name that was likely meant")
struct NearestNameTests {
    private let names = ["orders", "orders-dlq", "payments.fifo", "a"]

    @Test(arguments: [
        ("ordrs", "orders"), ("Orders", "orders"), ("order", "orders"), ("ordesr", "orders"),
        ("orders-dql", "orders-dlq"),
        ("payment.fifo", "payments.fifo"),
    ])
    func `a slip of the fingers is found`(name: String, meant: String) {
        #expect(NearestName.find(name, among: names) == meant)
    }

    @Test(arguments: ["invoices", "", "xyz"])
    func `what is far from all names is left alone`(name: String) {
        #expect(NearestName.find(name, among: ["orders", "orders-dlq"]) == nil)
    }
}
