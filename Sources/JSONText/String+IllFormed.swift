extension String {
    /// The text of some bytes; where they are no UTF-8, the places that cannot be read come out as U+FFFF.
    ///
    /// U+FFFF is a character that no field of SQS accepts, while U+FFFD, the usual mark, may be part of a message. In a text
    /// with such places U+FFFD becomes U+FFFF too, which makes no difference: the text is refused as a whole.
    package init(markingIllFormed bytes: some Collection<UInt8>) {
        if let text = String(validating: bytes, as: UTF8.self) {
            self = text
            return
        }
        var scalars = String.UnicodeScalarView()
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            scalars.append(scalar == "\u{FFFD}" ? "\u{FFFF}" : scalar)
        }
        self = String(scalars)
    }
}
