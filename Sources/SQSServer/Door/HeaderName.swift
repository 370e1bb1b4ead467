/// The header fields that the server looks at.
enum HeaderName {
    case host, contentLength, transferEncoding, expect, upgrade
    case contentType, target, accept, trace, authorization, userAgent
    case origin, fetchSite
    /// Another field that only browsers send.
    case browserMarker

    /// - Returns: `nil` for all other names.
    init?(_ name: String) {
        // Most fields of a request are none of these, and their length tells already.
        switch name.utf8.count {
        case 4 where isEqual(name, "host"): self = .host
        case 6 where isEqual(name, "accept"): self = .accept
        case 6 where isEqual(name, "expect"): self = .expect
        case 6 where isEqual(name, "origin"): self = .origin
        case 7 where isEqual(name, "upgrade"): self = .upgrade
        case 7 where isEqual(name, "referer"): self = .browserMarker
        case 10 where isEqual(name, "user-agent"): self = .userAgent
        case 12 where isEqual(name, "content-type"): self = .contentType
        case 12 where isEqual(name, "x-amz-target"): self = .target
        case 13 where isEqual(name, "authorization"): self = .authorization
        case 14 where isEqual(name, "content-length"): self = .contentLength
        case 14 where isEqual(name, "sec-fetch-site"): self = .fetchSite
        case 14 where isEqual(name, "sec-fetch-mode"): self = .browserMarker
        case 14 where isEqual(name, "sec-fetch-dest"): self = .browserMarker
        case 14 where isEqual(name, "sec-fetch-user"): self = .browserMarker
        case 15 where isEqual(name, "x-amzn-trace-id"): self = .trace
        case 17 where isEqual(name, "transfer-encoding"): self = .transferEncoding
        default: return nil
        }
    }
}

/// Whether two names of the same length are equal but for case; the second is in lower case.
private func isEqual(_ name: String, _ lowercase: StaticString) -> Bool {
    var position = 0
    for byte in name.utf8 {
        let folded = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
        guard folded == lowercase.utf8Start[position] else { return false }
        position += 1
    }
    return true
}
