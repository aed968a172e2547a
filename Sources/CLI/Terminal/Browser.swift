import Foundation

/// Shows a page with the program that the system opens such files with.
enum Browser {
  /// Opens the file at `path`; false where the system has nothing that does so.
  ///
  /// `FOVEA_OPEN` names another program than the system's.
  static func open(_ path: String) -> Bool {
    #if os(macOS)
      let usual = "open"
    #else
      let usual = "xdg-open"
    #endif
    let program = ProcessInfo.processInfo.environment["FOVEA_OPEN"] ?? usual
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program, path]
    process.standardInput = FileHandle.nullDevice
    // What a browser says is neither a result nor a message of this command.
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus == 0
    } catch {
      return false
    }
  }
}
