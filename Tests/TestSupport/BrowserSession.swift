import Dispatch
import Foundation

/// A browser that a test steers as a person does: it presses keys, clicks, prints, and saves files.
///
/// It speaks the DevTools protocol over a pair of pipes: objects of JSON, each ended by a byte 0.
package final class BrowserSession {
  /// What did not go as the protocol says.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  private let process = Process()
  private let folder: TemporaryFolder
  private let commands: FileHandle
  private let answers: FileHandle
  private let deadline: DispatchWorkItem
  private var number = 0
  private var unread = Data()
  private var session: String?
  /// Events that came while something else was waited for.
  private var events: [[String: Any]] = []

  /// Where files are that pages saved.
  package var downloads: String { folder.file("downloads") }

  /// Starts a browser with an empty page of `width × height`.
  package init(width: Int = 1280, height: Int = 1000, isDark: Bool = false) throws {
    folder = try TemporaryFolder()
    guard let browser = Chromium.path else { throw Failure(description: "no browser is installed") }
    let (to, from) = (folder.file("to"), folder.file("from"))
    guard mkfifo(to, 0o600) == 0, mkfifo(from, 0o600) == 0 else {
      throw Failure(description: "no pipe could be made in \(folder.path)")
    }
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", #"exec 3<"$1" 4>"$2"; shift 2; exec "$@""#, "sh", to, from, browser, "--headless=new",
      "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--user-data-dir=" + folder.file("profile"), "--remote-debugging-pipe", "about:blank",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    // In the order in which the shell opens the other ends.
    commands = try FileHandle(forWritingTo: URL(fileURLWithPath: to))
    answers = try FileHandle(forReadingFrom: URL(fileURLWithPath: from))
    // A browser that hangs ends, and with it what waits for its answer.
    let pid = process.processIdentifier
    deadline = DispatchWorkItem { kill(pid, SIGTERM) }
    DispatchQueue.global().asyncAfter(deadline: .now() + 90, execute: deadline)
    let target = try send("Target.createTarget", ["url": "about:blank"])["targetId"] ?? ""
    session =
      try send("Target.attachToTarget", ["targetId": target, "flatten": true])["sessionId"] as? String
    try send("Page.enable")
    try emulate(width: width, height: height, isDark: isDark)
    try send(
      "Browser.setDownloadBehavior",
      ["behavior": "allow", "downloadPath": downloads, "eventsEnabled": true])
  }

  deinit {
    session = nil
    deadline.cancel()
    // Its processes end with it; a signal would reach the first of them alone.
    if process.isRunning { _ = try? send("Browser.close") }
    process.waitUntilExit()
  }

  /// Gives the page another size, and other colours or paper.
  package func emulate(width: Int, height: Int = 1000, isDark: Bool = false, isPrint: Bool = false) throws {
    try send(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
    try send(
      "Emulation.setEmulatedMedia",
      [
        "media": isPrint ? "print" : "screen",
        "features": [["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]],
      ])
  }

  /// Opens the page in the file at `path` and waits until it is there.
  package func open(_ path: String) throws {
    events = []
    try send("Page.navigate", ["url": URL(fileURLWithPath: path).absoluteString])
    try wait(for: "Page.loadEventFired")
  }

  /// The value of an expression of JavaScript in the page, as text.
  @discardableResult package func evaluate(_ expression: String) throws -> String {
    let answer = try send(
      "Runtime.evaluate",
      ["expression": "String(\(expression))", "returnByValue": true, "awaitPromise": true])
    if let problem = answer["exceptionDetails"] { throw Failure(description: "\(expression): \(problem)") }
    return (answer["result"] as? [String: Any])?["value"] as? String ?? ""
  }

  /// Presses a key and lets it go, as a keyboard does.
  package func press(_ key: String, code: Int, text: String = "") throws {
    for type in ["keyDown", "keyUp"] {
      var event: [String: Any] = [
        "type": type, "key": key, "code": key, "windowsVirtualKeyCode": code,
      ]
      if type == "keyDown", !text.isEmpty { event["text"] = text }
      try send("Input.dispatchKeyEvent", event)
    }
  }

  /// Clicks in the middle of the first element that `selector` finds.
  package func click(_ selector: String) throws {
    let place = try evaluate(
      """
      (() => { const element = document.querySelector('\(selector)'); element.scrollIntoView({block: 'center', \
      behavior: 'instant'}); const box = element.getBoundingClientRect(); \
      return [box.left + box.width / 2, box.top + box.height / 2].join(' '); })()
      """
    ).split(separator: " ").compactMap { Double($0) }
    guard place.count == 2 else { throw Failure(description: "\(selector) is nowhere") }
    for type in ["mousePressed", "mouseReleased"] {
      try send(
        "Input.dispatchMouseEvent",
        ["type": type, "x": place[0], "y": place[1], "button": "left", "clickCount": 1])
    }
  }

  /// Waits until a file that the page saves is there, and gives its text.
  package func saved(_ name: String) throws -> String {
    repeat {
      try wait(for: "Browser.downloadProgress")
    } while !FileManager.default.fileExists(atPath: downloads + "/" + name)
    return try String(contentsOfFile: downloads + "/" + name, encoding: .utf8)
  }

  private func wait(for event: String) throws {
    while true {
      if let index = events.firstIndex(where: { $0["method"] as? String == event }) {
        events.removeSubrange(...index)
        return
      }
      events.append(try message())
    }
  }

  @discardableResult
  private func send(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    number += 1
    var command: [String: Any] = ["id": number, "method": method, "params": parameters]
    if let session { command["sessionId"] = session }
    try commands.write(contentsOf: JSONSerialization.data(withJSONObject: command) + [0])
    while true {
      let answer = try message()
      guard answer["id"] as? Int == number else {
        events.append(answer)
        continue
      }
      if let problem = answer["error"] { throw Failure(description: "\(method): \(problem)") }
      return answer["result"] as? [String: Any] ?? [:]
    }
  }

  private func message() throws -> [String: Any] {
    while true {
      if let end = unread.firstIndex(of: 0) {
        let text = unread[unread.startIndex..<end]
        unread = Data(unread[(end + 1)...])
        return try JSONSerialization.jsonObject(with: text) as? [String: Any] ?? [:]
      }
      let more = answers.availableData
      guard !more.isEmpty else { throw Failure(description: "the browser ended") }
      unread += more
    }
  }
}
