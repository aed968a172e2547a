package import Foundation

/// One line of the JSON log: what happened, when, and what belongs to it.
package struct LogLine {
  private let event: String
  private let payload: any Encodable

  package init(_ event: String, _ payload: any Encodable) { (self.event, self.payload) = (event, payload) }

  /// The line, without its end.
  ///
  /// `event` and `time` come first, for those who read the log by eye; the other keys are in alphabetical order.
  package func text(at date: Date = Date()) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    // A loss can be too large for a number of JSON.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let body = String(decoding: try encoder.encode(payload), as: UTF8.self)
    let time = date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    return #"{"event":"\#(event)","time":"\#(time)""# + (body == "{}" ? "" : ",") + body.dropFirst()
  }

  /// A sentence for people.
  package struct Message: Encodable {
    private let message: String
    /// The exit status that an error ends the command with.
    private let status: Int32?

    package init(_ message: String, status: Int32? = nil) { (self.message, self.status) = (message, status) }
  }
}
