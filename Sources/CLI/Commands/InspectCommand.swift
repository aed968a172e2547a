import ArgumentParser
import Foundation
import Fovea

/// `fovea inspect`: what a model, a run, some data or an image is.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show what a model, a run, labeled data or an image is.")

  @Argument(help: "A model.safetensors, a run folder, labeled data, or an image.")
  var path: String

  @OptionGroup(title: "Output") var speech: OutputOptions

  func run() throws {
    let subject = try Subject(path: path)
    Console.result(speech.json ? try subject.json() : try subject.text())
  }
}
