import NearestName
import Testing

@Suite("The name that was likely meant")
struct NearestNameTests {
    private let names = ["orders", "orders-dlq", "payments.fifo", "a"]

    @Test(arguments: [
        ("ordrs", "orders"), ("Orders", "orders"), ("order", "orders"), ("ordesr", "orders"),
        ("orders-dql", "orders-dlq"),
        ("payment.fifo", "payments.fifo"),
    ])
    func `a slip of the fingers is found`(name: String, meant: String) {
        #expect(nearest(to: name, among: names) == meant)
    }

    @Test(arguments: [("prot", "port"), ("log-lvl", "log-level"), ("tis", nil)] as [(String, String?)])
    func `a short name allows fewer slips than a long one`(name: String, meant: String?) {
        #expect(nearest(to: name, among: ["port", "log-level", "queues"]) == meant)
    }

    @Test(arguments: ["invoices", "", "xyz"])
    func `what is far from all names is left alone`(name: String) {
        #expect(nearest(to: name, among: ["orders", "orders-dlq"]) == nil)
    }
}
