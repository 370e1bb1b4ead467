/// Whose queues calls are about that do not say it themselves.
package struct CallerHome: Hashable, Sendable {
    package var region: Region
    package var account: AccountId
    /// Whether all calls are about these queues, whatever their credentials say.
    ///
    /// AWS keeps regions and accounts apart; clients that were written for a server that does not may name any.
    package var isOnly: Bool

    package init(region: Region = .default, account: AccountId = .default, isOnly: Bool = false) {
        self.region = region
        self.account = account
        self.isOnly = isOnly
    }

    /// The region of a call that names this one, or none.
    package func region(named region: Region?) -> Region { isOnly ? self.region : region ?? self.region }

    /// The account of a call that names this one, or none.
    package func account(named account: AccountId?) -> AccountId { isOnly ? self.account : account ?? self.account }
}
