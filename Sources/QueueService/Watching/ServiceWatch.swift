/// All that is known about what happens in the service, in one place: made before it, and one of those who observe it.
package struct ServiceWatch: Sendable {
    package let activity = Activity()
    package let holders = Holders()
    package let live = LiveEvents()

    package init() {}

    package var observers: [any ServiceObserver] { [activity, holders, live] }
}
