/// Goes through the bytes of a write-ahead log, frame by frame.
///
/// A frame is valid when it has the salts of the log's header and its checksum, which goes on from that of the frame before
/// it. Salts change whenever the log is begun anew, so that frames left from before are not taken for new ones.
struct WALScanner {
    static let headerBytes = 32
    private static let frameHeaderBytes = 24
    /// How much of the file is needed to begin: the header and two frames of the largest pages.
    static let prefixBytes = headerBytes + 2 * (frameHeaderBytes + 65_536)

    private let layout: Layout
    private let isHeaderDamaged: Bool
    private var checksum: WALChecksum

    /// Bytes seen behind the header.
    private var position = 0
    private var validFrames = 0
    private var committedFrames = 0
    /// The first frame that does not fit, if any.
    private var firstBad: BadFrame?
    /// Frames of this generation behind it.
    private var framesAfter = 0
    private var commitsAfter = 0
    /// Whether the last frame of this generation ended a transaction.
    private var endsWithCommit = false
    /// End of the last frame of this generation, the begin of one that was not written to its end included.
    private var end = 0

    private struct Layout {
        let pageSize: Int
        let isBigEndian: Bool
        let salts: UInt64
        /// Where the checksum of the first frame goes on from.
        let seed: WALChecksum
    }

    private struct BadFrame {
        let offset: Int
        let isCommit: Bool
        /// Its checksum fits though its salts do not: it is of this generation, and damaged.
        let isProven: Bool
    }

    /// Reads the log's header; where it is damaged, what the first frames say of it.
    ///
    /// Gives `nil` where there is no log that could be read, so that nothing in it was ever committed.
    init?(prefix: [UInt8]) {
        guard prefix.count >= Self.headerBytes else { return nil }
        if let layout = Self.layout(of: prefix.span.bytes) {
            self.layout = layout
            isHeaderDamaged = false
        } else if let layout = Self.guessedLayout(of: prefix.span.bytes) {
            self.layout = layout
            isHeaderDamaged = true
        } else {
            return nil
        }
        checksum = layout.seed
    }

    var frameBytes: Int { Self.frameHeaderBytes + layout.pageSize }

    /// Goes on with the bytes that follow: whole frames, and less than one at the end of the file only.
    mutating func take(_ bytes: [UInt8]) {
        let bytes = bytes.span.bytes
        var start = 0
        while bytes.byteCount - start >= frameBytes {
            take(frame: bytes.extracting(start..<start + frameBytes))
            start += frameBytes
        }
        if start < bytes.byteCount { take(torn: bytes.extracting(start..<bytes.byteCount)) }
    }

    private mutating func take(frame: RawSpan) {
        defer { position += frameBytes }
        let isCurrent = salts(of: frame) == layout.salts
        let isCommit = bigEndian(frame, at: 4) != 0
        guard firstBad == nil, !isHeaderDamaged else {
            if isCurrent { note(isCommit: isCommit) }
            return
        }
        let isLinked = isValid(frame, after: checksum)
        if isCurrent, isLinked {
            checksum = storedChecksum(of: frame)
            validFrames += 1
            if isCommit { committedFrames = validFrames }
            end = position + frameBytes
        } else {
            firstBad = BadFrame(
                offset: Self.headerBytes + position,
                isCommit: isCommit && (isCurrent || isLinked),
                isProven: isLinked
            )
            if isCurrent || isLinked { end = position + frameBytes }
        }
    }

    /// A frame of this generation behind the damage.
    private mutating func note(isCommit: Bool) {
        framesAfter += 1
        if isCommit { commitsAfter += 1 }
        endsWithCommit = isCommit
        end = position + frameBytes
    }

    /// The last bytes of the file, too few for a frame.
    private mutating func take(torn bytes: RawSpan) {
        defer { position += bytes.byteCount }
        guard bytes.byteCount < 16 || salts(of: bytes) == layout.salts else { return }
        end = position + bytes.byteCount
        guard firstBad != nil, bytes.byteCount >= 16 else { return }
        framesAfter += 1
        endsWithCommit = false
    }

    var inspection: WALInspection {
        if isHeaderDamaged {
            guard commitsAfter > 0 else { return .tornTail(frames: 0, bytes: Self.headerBytes + end) }
            return .damaged(
                WALDamage(
                    validFrames: 0,
                    framesAfterDamage: framesAfter,
                    commitsAtRisk: commitsAfter,
                    offset: 0,
                    mayBeInterruptedCommit: false
                )
            )
        }
        if let firstBad {
            let commitsAtRisk = commitsAfter + (firstBad.isCommit ? 1 : 0)
            if firstBad.isProven || framesAfter > 0, commitsAtRisk > 0 {
                return .damaged(
                    WALDamage(
                        validFrames: validFrames,
                        framesAfterDamage: framesAfter,
                        commitsAtRisk: commitsAtRisk,
                        offset: firstBad.offset,
                        mayBeInterruptedCommit: !firstBad.isCommit && commitsAfter == 1 && endsWithCommit
                    )
                )
            }
        }
        let bytes = end - committedFrames * frameBytes
        return bytes > 0 ? .tornTail(frames: committedFrames, bytes: bytes) : .sound(frames: committedFrames)
    }
}

// MARK: - The bytes

extension WALScanner {
    /// What the log's header says; `nil` where it is damaged.
    private static func layout(of bytes: RawSpan) -> Layout? {
        let magic = bigEndian(bytes, at: 0)
        let pageSize = Int(bigEndian(bytes, at: 8))
        guard magic & ~1 == 0x377F_0682, isPageSize(pageSize) else { return nil }
        let isBigEndian = magic & 1 == 1
        let seed = WALChecksum().adding(bytes.extracting(0..<24), isBigEndian: isBigEndian)
        guard seed == WALChecksum(stored: bytes, at: 24) else { return nil }
        return Layout(pageSize: pageSize, isBigEndian: isBigEndian, salts: salts(of: bytes, at: 16), seed: seed)
    }

    /// What the header has said, by the first frame that goes on from the checksum that is in it or should be, or by the
    /// second that goes on from the first.
    private static func guessedLayout(of bytes: RawSpan) -> Layout? {
        for isBigEndian in [false, true] {
            let seeds = [
                WALChecksum(stored: bytes, at: 24),
                WALChecksum().adding(bytes.extracting(0..<24), isBigEndian: isBigEndian),
            ]
            for pageSize in (9...16).map({ 1 << $0 }) {
                let frameBytes = frameHeaderBytes + pageSize
                guard bytes.byteCount >= headerBytes + frameBytes else { break }
                let first = bytes.extracting(headerBytes..<headerBytes + frameBytes)
                let salts = salts(of: first, at: 8)
                for seed in seeds where isValid(first, after: seed, isBigEndian: isBigEndian) {
                    return Layout(pageSize: pageSize, isBigEndian: isBigEndian, salts: salts, seed: seed)
                }
                guard bytes.byteCount >= headerBytes + 2 * frameBytes else { continue }
                let second = bytes.extracting(headerBytes + frameBytes..<headerBytes + 2 * frameBytes)
                let seed = WALChecksum(stored: first, at: 16)
                if Self.salts(of: second, at: 8) == salts, isValid(second, after: seed, isBigEndian: isBigEndian) {
                    return Layout(pageSize: pageSize, isBigEndian: isBigEndian, salts: salts, seed: seed)
                }
            }
        }
        return nil
    }

    private static func isPageSize(_ size: Int) -> Bool { (512...65_536).contains(size) && size & (size - 1) == 0 }

    /// Whether a frame's checksum goes on from the one before it; salts are not part of it.
    private static func isValid(_ frame: RawSpan, after checksum: WALChecksum, isBigEndian: Bool) -> Bool {
        guard bigEndian(frame, at: 0) != 0 else { return false }
        let header = checksum.adding(frame.extracting(0..<8), isBigEndian: isBigEndian)
        let page = frame.extracting(frameHeaderBytes..<frame.byteCount)
        return header.adding(page, isBigEndian: isBigEndian) == WALChecksum(stored: frame, at: 16)
    }

    private func isValid(_ frame: RawSpan, after checksum: WALChecksum) -> Bool {
        Self.isValid(frame, after: checksum, isBigEndian: layout.isBigEndian)
    }

    private func storedChecksum(of frame: RawSpan) -> WALChecksum { WALChecksum(stored: frame, at: 16) }

    private func salts(of frame: RawSpan) -> UInt64 { Self.salts(of: frame, at: 8) }

    /// Both salts as one number.
    private static func salts(of bytes: RawSpan, at offset: Int) -> UInt64 {
        bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
}

/// A number of the log's headers, most significant byte first.
private func bigEndian(_ bytes: RawSpan, at offset: Int) -> UInt32 {
    UInt32(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
}

/// The checksum of logs: two sums over pairs of 32-bit words, each going on from the other.
struct WALChecksum: Hashable {
    private var first: UInt32 = 0
    private var second: UInt32 = 0

    init() {}

    /// As it stands in a header, most significant byte first whatever the order of the words is.
    init(stored bytes: RawSpan, at offset: Int) {
        first = bigEndian(bytes, at: offset)
        second = bigEndian(bytes, at: offset + 4)
    }

    /// The sums after some more bytes, a multiple of eight.
    func adding(_ bytes: RawSpan, isBigEndian: Bool) -> WALChecksum {
        var result = self
        if isBigEndian {
            result.add(bytes) { UInt32(bigEndian: $0) }
        } else {
            result.add(bytes) { UInt32(littleEndian: $0) }
        }
        return result
    }

    @inline(__always)
    private mutating func add(_ bytes: RawSpan, word: (UInt32) -> UInt32) {
        var offset = 0
        while offset + 8 <= bytes.byteCount {
            first &+= word(bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)) &+ second
            second &+= word(bytes.unsafeLoadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)) &+ first
            offset += 8
        }
    }
}
