/// Whether a `Content-Type` chooses the JSON protocol (W-2, W-5); parameters behind a semicolon do not count.
func isJSON(_ contentType: String?) -> Bool {
    guard let contentType else { return false }
    // What nearly all clients send; the comparisons below take ten times as long.
    if contentType == MediaType.awsJSON { return true }
    if contentType.hasPrefix("application/x-www-form-urlencoded") { return false }
    let type = mediaType(contentType[...])
    return type.isSpelled(MediaType.awsJSON) || type.isSpelled("application/x-amz-json-1.1")
        || type.isSpelled(MediaType.json)
}

/// Whether an `Accept` header asks for JSON rather than XML (W-19b): the first of the two that it lists decides.
///
/// Weights are not looked at, and a header that lists neither gets XML.
func prefersJSON(_ accept: String?) -> Bool {
    guard let accept else { return false }
    for range in accept.split(separator: ",") {
        let type = mediaType(range)
        if type.isSpelled(MediaType.json) { return true }
        if type.isSpelled(MediaType.xml) || type.isSpelled("application/xml") { return false }
    }
    return false
}

/// What answers are called.
enum MediaType {
    static let awsJSON = "application/x-amz-json-1.0"
    static let json = "application/json"
    static let xml = "text/xml"
}

/// The type itself, without parameters and blanks.
private func mediaType(_ text: Substring) -> Substring.UTF8View {
    text.utf8.drop { isBlank($0) }.prefix { $0 != UInt8(ascii: ";") && !isBlank($0) }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

extension Substring.UTF8View {
    /// Whether these bytes are a media type, which is written here in lower case and there as the caller likes.
    fileprivate func isSpelled(_ type: String) -> Bool {
        elementsEqual(type.utf8) { given, wanted in
            given == wanted || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(given) && given | 0x20 == wanted
        }
    }
}
