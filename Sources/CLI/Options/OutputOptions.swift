import ArgumentParser

/// What every verb accepts about how it speaks.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON object on standard output instead of text.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print no progress and no notes; warnings and errors remain.")
  var quiet = false
}
