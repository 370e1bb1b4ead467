internal import NIOCore
internal import SQSModel

/// The elements around the members (W-17, W-18, W-26).
extension XMLFieldWriter {
    /// Writes the whole document, whose root is called `root` and `suffix` together; its content comes from `write`.
    mutating func document(root: String, suffix: StaticString, _ write: (inout Self) -> Void) {
        buffer.writeStaticString("<?xml version=\"1.0\"?><")
        buffer.writeString(root)
        buffer.writeStaticString(suffix)
        buffer.writeStaticString(" xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">")
        write(&self)
        buffer.writeStaticString("</")
        buffer.writeString(root)
        buffer.writeStaticString(suffix)
        buffer.writeStaticString(">")
    }

    /// Writes the element of an action's output: none for actions that have no output, an empty one where there is none to
    /// tell this time (W-18).
    mutating func result(of action: String, _ response: AnyResponse) {
        guard response.hasResult else { return }
        buffer.writeStaticString("<")
        buffer.writeString(action)
        let bytesSoFar = buffer.writerIndex
        buffer.writeStaticString("Result>")
        let start = buffer.writerIndex
        response.write(to: &self)
        guard buffer.writerIndex > start else {
            buffer.moveWriterIndex(to: bytesSoFar)
            buffer.writeStaticString("Result/>")
            return
        }
        buffer.writeStaticString("</")
        buffer.writeString(action)
        buffer.writeStaticString("Result>")
    }
}
