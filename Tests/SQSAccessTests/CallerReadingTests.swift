import SQSAccess
import SQSModel
import Testing

@Suite("Caller")
struct CallerReadingTests {
    private static let end = "SignedHeaders=host;x-amz-date, Signature=0a1b"

    static let headers: [(header: String?, region: String, account: String)] = [
        (nil, "us-east-1", "000000000000"),
        ("", "us-east-1", "000000000000"),
        ("AWS4-HMAC-SHA256 Credential=AKID/20261121/eu-west-1/sqs/aws4_request, \(end)", "eu-west-1", "000000000000"),
        (
            "AWS4-HMAC-SHA256 Credential=123456789012/20261121/eu-west-1/sqs/aws4_request, \(end)", "eu-west-1",
            "123456789012"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=123456789012/20261121/us-west-2/sqs/aws4_request,\(end)", "us-west-2",
            "123456789012"
        ),
        (
            "AWS4-HMAC-SHA256 \(end), Credential=123456789012/20261121/us-west-2/sqs/aws4_request", "us-west-2",
            "123456789012"
        ),
        ("AWS4-HMAC-SHA256 Credential=12345678901/20261121/us-west-2/sqs/aws4_request", "us-west-2", "000000000000"),
        ("AWS4-HMAC-SHA256 Credential=12345678901x/20261121/us-west-2/sqs/aws4_request", "us-west-2", "000000000000"),
        ("AWS4-HMAC-SHA256 Credential=123456789012", "us-east-1", "123456789012"),
        ("AWS4-HMAC-SHA256 Credential=123456789012/20261121", "us-east-1", "123456789012"),
        ("AWS4-HMAC-SHA256 Credential=AKID/20261121//sqs/aws4_request", "us-east-1", "000000000000"),
        ("AWS4-HMAC-SHA256 Credential=AKID/20261121/EU WEST/sqs/aws4_request", "us-east-1", "000000000000"),
        ("AWS4-HMAC-SHA256 Credential=AKID/20261121/<script>/sqs/aws4_request", "us-east-1", "000000000000"),
        ("AWS4-HMAC-SHA256 Credential=", "us-east-1", "000000000000"),
        ("AWS4-HMAC-SHA256 CredCredential=AKID/20261121/eu-west-3/sqs/aws4_request", "eu-west-3", "000000000000"),
        ("Basic dXNlcjpwYXNz", "us-east-1", "000000000000"),
        ("Credential", "us-east-1", "000000000000"),
        ("CCredential=AKID/20261121/eu-west-3/sqs/aws4_request", "eu-west-3", "000000000000"),
    ]

    @Test("SIG-1: the credential scope of a header", arguments: headers)
    func header(header: String?, region: String, account: String) {
        let caller = Caller(authorization: header, query: "", endpoint: "http://localhost")
        #expect(caller.region.text == region)
        #expect(caller.account.text == account)
    }

    static let queries: [(query: String, region: String, account: String)] = [
        ("", "us-east-1", "000000000000"),
        ("Action=ListQueues", "us-east-1", "000000000000"),
        ("X-Amz-Credential=123456789012%2F20261121%2Fap-south-1%2Fsqs%2Faws4_request", "ap-south-1", "123456789012"),
        (
            "Action=A&X-Amz-Credential=AKID/20261121/ap-south-1/sqs/aws4_request&X-Amz-Date=1", "ap-south-1",
            "000000000000"
        ),
        ("X-Amz-Credential=123456789012%2f20261121%2fap-south-1%2fsqs%2faws4_request", "ap-south-1", "123456789012"),
        ("X-Amz-Credential=%", "us-east-1", "000000000000"),
        ("X-Amz-Credential=%zz%2", "us-east-1", "000000000000"),
        ("X-Amz-Credential", "us-east-1", "000000000000"),
        ("&&=&X-Amz-Credential=", "us-east-1", "000000000000"),
        ("AWSAccessKeyId=123456789012&Action=A", "us-east-1", "123456789012"),
    ]

    @Test("SIG-13: the credential of a presigned call", arguments: queries)
    func query(query: String, region: String, account: String) {
        let caller = Caller(authorization: nil, query: query, endpoint: "http://localhost")
        #expect(caller.region.text == region)
        #expect(caller.account.text == account)
    }

    @Test("What the credentials do not say is what the server has for it")
    func defaults() throws {
        let region = try #require(Region("eu-west-1"))
        let account = try #require(AccountId("012345678901"))
        func caller(_ header: String?, isOnly: Bool = false) -> Caller {
            let home = CallerHome(region: region, account: account, isOnly: isOnly)
            return Caller(authorization: header, query: "", endpoint: "", home: home)
        }
        #expect(caller(nil).region == region && caller(nil).account == account)
        let signed = caller("AWS4-HMAC-SHA256 Credential=AKID/20261121/us-west-2/sqs/aws4_request, Signature=0")
        #expect(signed.region.text == "us-west-2" && signed.account == account)
        let owner = caller("AWS4-HMAC-SHA256 Credential=111122223333/20261121/us-west-2/sqs/aws4_request, Signature=0")
        #expect(owner.account.text == "111122223333")
        let foreign = "AWS4-HMAC-SHA256 Credential=111122223333/20261121/us-west-2/sqs/aws4_request, Signature=0"
        let atHome = caller(foreign, isOnly: true)
        #expect(atHome.region == region && atHome.account == account)
    }

    @Test("A header counts before the query string")
    func both() {
        let caller = Caller(
            authorization: "AWS4-HMAC-SHA256 Credential=AKID/20261121/eu-west-1/sqs/aws4_request",
            query: "X-Amz-Credential=AKID%2F20261121%2Fap-south-1%2Fsqs%2Faws4_request",
            endpoint: "http://localhost:9324"
        )
        #expect(caller.region.text == "eu-west-1")
        #expect(caller.endpoint == "http://localhost:9324")
    }
}
