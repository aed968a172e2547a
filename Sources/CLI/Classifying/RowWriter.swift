import Foundation
import Fovea

/// Writes the rows of `classify` as they come, so that memory stays flat however many there are.
final class RowWriter {
  private let format: RowFormat
  /// Nil where rows go to standard output.
  private let file: FileDescriptor?
  private let path: String?
  private var buffer: String

  init(_ format: RowFormat, output: String?) throws {
    self.format = format
    path = output
    do throws(SystemFailure) {
      file = try output.map { path throws(SystemFailure) in
        try FileDescriptor(path, flags: O_WRONLY | O_CREAT | O_TRUNC)
      }
    } catch {
      throw FileError.cannotWrite(path: output ?? "", code: error.code)
    }
    buffer = format.header
  }

  func write(_ row: ClassifiedRow) throws {
    buffer += try format.text(row)
    // A person watches a terminal; a file is served better by large writes.
    if path == nil || buffer.utf8.count > 1 << 16 { try flush() }
  }

  func finish() throws { try flush() }

  private func flush() throws {
    guard !buffer.isEmpty else { return }
    if let file, let path {
      do throws(SystemFailure) {
        try file.append(Array(buffer.utf8))
      } catch {
        throw FileError.cannotWrite(path: path, code: error.code)
      }
    } else {
      Console.write(buffer, to: STDOUT_FILENO)
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
