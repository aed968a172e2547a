import Foundation
import Testing

/// A browser without a window, to see pages as people do.
package enum Chromium {
  /// The browser, where one is installed.
  package static let path: String? = ["chromium", "chromium-browser", "google-chrome"].lazy
    .flatMap { name in ["/usr/bin/", "/usr/local/bin/", "/snap/bin/"].map { $0 + name } }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// What a page became.
  package struct Outcome {
    /// The document after its scripts ran.
    package let document: String
    /// What the page wrote to the console, and what the browser refused.
    package let console: [String]
    /// Addresses that were asked for, apart from the page itself and data in it.
    package let requests: [String]
  }

  /// Opens the page at `path`.
  package static func open(
    _ path: String, width: Int = 1280, height: Int = 1000, isDark: Bool = false, screenshot: String? = nil
  ) throws -> Outcome {
    let browser = try #require(Chromium.path)
    let log = path + ".net.json"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: browser)
    process.arguments =
      [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--user-data-dir=" + path + ".profile", "--enable-logging=stderr", "--log-net-log=" + log,
        "--window-size=\(width),\(height)", "--virtual-time-budget=2000",
      ] + (isDark ? ["--blink-settings=preferredColorScheme=0"] : [])
      + (screenshot.map { ["--screenshot=" + $0] } ?? ["--dump-dom"]) + ["file://" + path]
    let (output, errors) = (path + ".dom", path + ".log")
    for file in [output, errors] { try Data().write(to: URL(fileURLWithPath: file)) }
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
    try process.run()
    process.waitUntilExit()
    let messages = String(
      decoding: FileManager.default.contents(atPath: errors) ?? Data(), as: UTF8.self)
    let net = String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
    return Outcome(
      document: String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self),
      console: messages.split(separator: "\n").map(String.init).filter { $0.contains("CONSOLE") },
      requests: net.matches(of: /"url":"((?:https?|wss?|ftp):[^"]*)"/).map { String($0.1) }
        // The browser talks to its maker, page or no page.
        .filter {
          $0.firstMatch(of: /^https?:\/\/[^\/]*\.(?:google|googleapis|gstatic|gvt1)\.com[:\/]/) == nil
        })
  }
}
