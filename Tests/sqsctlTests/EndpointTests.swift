import AdminClient
import ArgumentParser
import Foundation
import Testing

@testable import sqsctl

@Suite("Which daemon is meant")
struct EndpointTests {
    private func choice(
        _ words: [String] = [],
        _ environment: [String: String] = [:],
        selected: String? = nil
    ) throws -> EndpointChoice {
        var contexts = ContextFile()
        contexts.contexts["prod"] = Context(endpoint: "https://prod.test:9325", token: "secret", region: "eu-west-1")
        contexts.selected = selected
        return try EndpointChoice(GlobalOptions.parse(words), environment: environment, contexts: contexts)
    }

    @Test func `nearer sources win`() throws {
        var environment = ["AWS_ENDPOINT_URL": "http://d:1"]
        #expect(try choice().address == EndpointChoice.defaultAddress)
        #expect(try choice([], environment).source == "AWS_ENDPOINT_URL")
        environment["AWS_ENDPOINT_URL_SQS"] = "http://c:1"
        #expect(try choice([], environment).source == "AWS_ENDPOINT_URL_SQS")
        #expect(try choice([], environment, selected: "prod").source == "context prod")
        environment["SQSCTL_ENDPOINT"] = "http://b:1"
        #expect(try choice([], environment, selected: "prod").source == "SQSCTL_ENDPOINT")
        #expect(try choice(["-c", "prod"], environment).address == "https://prod.test:9325")
        #expect(try choice(["-e", "a:1", "-c", "prod"], environment).address == "http://a:1")
    }

    @Test func `only the default needs no asking`() throws {
        #expect(try !choice().isToBeAsked)
        #expect(try choice(["-e", EndpointChoice.defaultAddress]).isToBeAsked)
    }

    @Test func `a context's token goes to its own daemon only`() throws {
        #expect(try choice(["-c", "prod"]).token == "secret")
        #expect(try choice(["-e", "http://other:1", "-c", "prod"]).token == nil)
        #expect(try choice(["-c", "prod"], ["SQSCTL_TOKEN": "mine"]).token == "mine")
    }

    @Test func `an access key of twelve digits names the account`() throws {
        #expect(try choice([], ["AWS_ACCESS_KEY_ID": "123456789012"]).tenancy == Tenancy(account: "123456789012"))
        #expect(try choice([], ["AWS_ACCESS_KEY_ID": "AKIAEXAMPLE1"]).tenancy == Tenancy())
        #expect(try choice(["-c", "prod"], ["AWS_REGION": "us-west-2"]).tenancy.region == "eu-west-1")
        #expect(try choice(["--region", "x", "-c", "prod"]).tenancy.region == "x")
    }

    @Test(arguments: ["", "ftp://a", "http://", "a b"])
    func `what is no address is a mistake of usage`(text: String) throws {
        let failure = try #require(throws: Failure.self) { try choice(["-e", text]) }
        #expect(failure.status == .usage)
    }

    @Test func `an unknown context is a mistake of the configuration`() throws {
        let failure = try #require(throws: Failure.self) { try choice(["-c", "prd"]) }
        #expect(failure.status == .configuration)
        #expect(failure.hint?.contains("prod") == true)
    }
}
