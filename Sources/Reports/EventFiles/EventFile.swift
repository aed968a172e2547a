import Foundation
package import FoveaFiles

/// A file of events that TensorBoard follows while it grows.
///
/// Every start of a run makes a new one; together, in the order of their names, they are the run.
package final class EventFile {
  package let path: String
  private let file: FileDescriptor

  /// Starts a file in `folder`, which is made if it is missing, for a run of which `step` comes next.
  ///
  /// - Parameter time: seconds since 1970, which the name begins with.
  package init(folder: String, step: Int, time: Double = Date().timeIntervalSince1970) throws(FileError) {
    try FileSystem.makeFolder(folder)
    let host = ProcessInfo.processInfo.hostName.split(separator: "/").joined(separator: "_")
    let second = EventFile.second(after: folder, Int(time))
    path = "\(folder)/\(EventFile.prefix)\(second).\(host).\(ProcessInfo.processInfo.processIdentifier).0"
    do throws(SystemFailure) {
      file = try FileDescriptor(path, flags: O_WRONLY | O_CREAT | O_EXCL | O_APPEND)
    } catch {
      throw .cannotWrite(path: path, code: error.code)
    }
    try append(Event(time: time, step: 0, .version))
    try append(Event(time: time, step: step, .start))
  }

  /// Adds an event; a reader sees it when this returns.
  package func append(_ event: Event) throws(FileError) {
    do throws(SystemFailure) {
      try file.append(event.record)
    } catch {
      throw .cannotWrite(path: path, code: error.code)
    }
  }

  private static let prefix = "events.out.tfevents."

  /// The second of a new name: `now`, but later than those of the files that are there, whose events come first.
  private static func second(after folder: String, _ now: Int) -> String {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let last = names.compactMap { name in
      name.hasPrefix(prefix)
        ? name.dropFirst(prefix.count).split(separator: ".").first.flatMap { Int($0) } : nil
    }.max()
    let second = String(max(now, (last ?? 0) + 1))
    return String(repeating: "0", count: max(0, 10 - second.count)) + second
  }
}
