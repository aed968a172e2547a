/// Something that happened in a run, as TensorBoard reads it.
///
/// The messages are `Event`, `SessionLog` and `Summary` of TensorFlow (`core/util/event.proto`,
/// `core/framework/summary.proto`), of which no more is written than is needed here.
package struct Event: Hashable, Sendable {
  /// Seconds since 1970.
  package var time: Double
  /// The epoch that it belongs to.
  package var step: Int
  package var content: Content

  package enum Content: Hashable, Sendable {
    /// The first event of every file: which rules it follows.
    case version
    /// A process starts at this step; what an earlier one wrote of this step and later ones is void.
    case start
    case summary([Value])
  }

  /// A named value of a step.
  package enum Value: Hashable, Sendable {
    case scalar(_ tag: String, Float)
    case picture(_ tag: String, Picture)
  }

  /// A picture with its description, which may be Markdown.
  package struct Picture: Hashable, Sendable {
    let width: Int
    let height: Int
    let channels: Int
    let png: [UInt8]
    let description: String

    package init(width: Int, height: Int, channels: Int, png: [UInt8], description: String) {
      self.width = width
      self.height = height
      self.channels = channels
      self.png = png
      self.description = description
    }
  }

  package init(time: Double, step: Int, _ content: Content) {
    self.time = time
    self.step = step
    self.content = content
  }
}

extension Event {
  /// Since version 2 a start voids steps instead of tags.
  private static let version = "brain.Event:2"

  var message: ProtobufMessage {
    var message = ProtobufMessage()
    message.append(1, double: time)
    message.append(2, integer: step)
    switch content {
    case .version: message.append(3, text: Event.version)
    case .start:
      var log = ProtobufMessage()
      log.append(1, integer: 1)
      message.append(7, message: log)
    case .summary(let values):
      var summary = ProtobufMessage()
      for value in values { summary.append(1, message: value.message) }
      message.append(5, message: summary)
    }
    return message
  }

  /// The event as a record: its length and that length's checksum, its bytes and their checksum.
  var record: [UInt8] {
    let content = message.bytes
    let length = bytesOf(UInt64(content.count))
    return length + bytesOf(Checksum.masked(length)) + content + bytesOf(Checksum.masked(content))
  }
}

extension Event.Value {
  fileprivate var message: ProtobufMessage {
    var message = ProtobufMessage()
    switch self {
    case .scalar(let tag, let value):
      message.append(1, text: tag)
      message.append(2, float: value)
    case .picture(let tag, let picture):
      message.append(1, text: tag)
      message.append(4, message: picture.message)
      var metadata = ProtobufMessage()
      metadata.append(3, text: picture.description)
      message.append(9, message: metadata)
    }
    return message
  }
}

extension Event.Picture {
  fileprivate var message: ProtobufMessage {
    var message = ProtobufMessage()
    message.append(1, integer: height)
    message.append(2, integer: width)
    message.append(3, integer: channels)
    message.append(4, bytes: png)
    return message
  }
}
