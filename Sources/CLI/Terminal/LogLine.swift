import Foundation

/// One line of the JSON log: what happened, when, and what belongs to it.
struct LogLine {
  let event: String
  let payload: any Encodable

  /// The line, without its end.
  ///
  /// `event` and `time` come first, for those who read the log by eye; the other keys are in alphabetical order.
  func text(at date: Date = Date()) throws -> String {
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
  struct Message: Encodable {
    let message: String
    /// The exit status that an error ends the command with.
    var status: Int32?
  }
}
