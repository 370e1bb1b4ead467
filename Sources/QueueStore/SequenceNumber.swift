extension MessageSequence {
    /// The message's SequenceNumber: 20 digits that rise from message to message and are not consecutive (ID-6).
    ///
    /// Behind the `188` with which AWS's own begin there is room for 3.9 × 10^14 messages.
    package var text: String {
        let digits = String(number &* 256)
        return "188" + String(repeating: "0", count: max(0, 17 - digits.count)) + digits
    }
}
