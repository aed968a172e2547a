import ArgumentParser

/// Whether the page that a verb wrote is shown at the end.
struct OpeningOption: ParsableArguments {
  @Flag(help: "Open the page at the end, with the system's browser.")
  var open = false

  /// Refuses to open a page that nobody asked to be written.
  func require(_ output: String?) throws {
    if open, output == nil {
      throw ValidationError("--open: shows the page that --output writes, which is missing")
    }
  }

  /// Says where the page is, and opens it where that was asked for.
  func show(_ page: String, quiet: Bool) {
    guard open else {
      // The last line of a log for scripts is the score.
      if !quiet, Console.format == .text { Console.note("the page is \(page); --open shows it") }
      return
    }
    if !Browser.open(page) {
      Console.warning("\(page): no program was found that opens it; open it with a browser")
    } else if !quiet {
      Console.note("the page is \(page)")
    }
  }
}
