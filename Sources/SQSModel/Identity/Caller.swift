/// Who calls, and through which address.
package struct Caller: Hashable, Sendable {
    /// Region of the credential scope; `us-east-1` where there is none.
    package let region: Region
    /// The access key id where it is twelve digits; `000000000000` otherwise.
    package let account: AccountId
    /// Scheme, host and port under which queue URLs shall be given out, without a slash at the end.
    package let endpoint: String
    /// The program at the other end of the connection.
    package let client: Client

    package init(
        region: Region = .default,
        account: AccountId = .default,
        endpoint: String,
        client: Client = .unknown
    ) {
        self.region = region
        self.account = account
        self.endpoint = endpoint
        self.client = client
    }
}
