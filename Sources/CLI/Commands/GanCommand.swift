import ArgumentParser

/// `fovea gan`: a generator of pictures like those that it has seen.
struct GanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gan",
    abstract: "Train a generator of images, make images with it, and tell them from real ones.",
    discussion: """
      fovea gan train pets -o runs/pets-gan --conditional --minutes 15
      fovea gan sample runs/pets-gan -n 64 --seed 7 --class cat -o cats
      fovea gan detect runs/pets-gan inbox
      """,
    subcommands: [GanTrainCommand.self, GanSampleCommand.self, GanDetectCommand.self])
}
