import Foundation

/// The user's folders that Fovea keeps files in, after the XDG base directory specification.
package enum UserFolders {
  /// What can be made again: `$XDG_CACHE_HOME/fovea`, else `~/.cache/fovea`.
  package static var cache: String {
    folder("XDG_CACHE_HOME", else: ".cache", ProcessInfo.processInfo.environment)
  }

  /// What is kept until the user removes it: `$XDG_DATA_HOME/fovea`, else `~/.local/share/fovea`.
  package static var data: String {
    folder("XDG_DATA_HOME", else: ".local/share", ProcessInfo.processInfo.environment)
  }

  /// The specification has relative paths ignored, and where there is no home the system's temporary folder serves.
  static func folder(_ variable: String, else standard: String, _ environment: [String: String]) -> String {
    if let path = environment[variable], path.hasPrefix("/") { return path + "/fovea" }
    return "\(environment["HOME"] ?? NSTemporaryDirectory())/\(standard)/fovea"
  }
}
