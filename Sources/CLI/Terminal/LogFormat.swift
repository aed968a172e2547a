import ArgumentParser

/// How messages on standard error are written.
enum LogFormat: String, CaseIterable, ExpressibleByArgument {
  /// Lines for people, and a live display on a terminal.
  case text
  /// An object of JSON a line, for scripts; `Docs/Training.md` has the keys.
  case json
}
