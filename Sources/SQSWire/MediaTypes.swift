/// Whether a `Content-Type` chooses the JSON protocol (W-2, W-5); parameters behind a semicolon do not count.
func isJSON(_ contentType: String?) -> Bool {
    guard let contentType else { return false }
    if contentType == MediaType.awsJSON { return true }
    switch mediaType(contentType[...]) {
    case MediaType.awsJSON, "application/x-amz-json-1.1", MediaType.json: return true
    default: return false
    }
}

/// Whether an `Accept` header asks for JSON rather than XML (W-19b): the first of the two that it lists decides.
///
/// Weights are not looked at, and a header that lists neither gets XML.
func prefersJSON(_ accept: String?) -> Bool {
    guard let accept else { return false }
    for range in accept.split(separator: ",") {
        switch mediaType(range) {
        case MediaType.json: return true
        case MediaType.xml, "application/xml": return false
        default: continue
        }
    }
    return false
}

/// What answers are called.
enum MediaType {
    static let awsJSON = "application/x-amz-json-1.0"
    static let json = "application/json"
    static let xml = "text/xml"
}

/// The type itself, in lower case, without parameters and blanks.
private func mediaType(_ text: Substring) -> String {
    let bytes = text.utf8.prefix { $0 != UInt8(ascii: ";") }.drop { isBlank($0) }
    return Substring(bytes.prefix { !isBlank($0) }).lowercased()
}

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
