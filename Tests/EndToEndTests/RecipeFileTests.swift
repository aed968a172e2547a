import Foundation
import TestSupport
import Testing

/// Recipes as files, through the command.
@Suite("Recipe files", .serialized)
struct RecipeFileTests {
  @Test func theRecipeOfARunRepeatsIt() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", classes: ["dark", "light"], count: 20)
      let first = try Fovea.train([
        pictures.folder, "-o", folder + "/a", "--model", "mlp", "--hidden", "8,6", "--activation",
        "leaky-relu:0.2",
        "--batch-norm", "--dropout", "0.1", "--epochs", "3", "-b", "7", "--opt", "sgd", "--nesterov", "--lr",
        "0.03",
        "--sched", "one-cycle", "--weight-decay", "1e-4", "--smoothing", "0.1", "--mixup", "0.2", "--augment",
        "light", "--ema", "0.9", "--clip-norm", "2", "--val-split", "0.3", "--seed", "18446744073709551615",
        "--img-size", "12", "-q",
      ])
      #expect(first.status == 0, "\(first.errors)")
      let recipe = folder + "/a/recipe.yaml"
      let again = try Fovea.train([pictures.folder, "--config", recipe, "-o", folder + "/b", "-q"])
      #expect(again.status == 0, "\(again.errors)")
      for file in ["model.safetensors", "predictions.csv", "split.csv", "recipe.yaml"] {
        #expect(
          FileManager.default.contents(atPath: "\(folder)/a/\(file)")
            == FileManager.default.contents(atPath: "\(folder)/b/\(file)"), "\(file)")
      }
      // Options win over the file.
      let other = try Fovea.train([
        pictures.folder, "--config", recipe, "--seed", "1", "--no-nesterov", "-o", folder + "/c", "-q",
      ])
      #expect(other.status == 0, "\(other.errors)")
      let text = try String(contentsOfFile: folder + "/c/recipe.yaml", encoding: .utf8)
      #expect(text.contains("\nseed: 1\n") && text.contains("\nnesterov: false\n"))
      #expect(text.contains("\nlearning_rate: 0.03\n") && text.contains("\nimg_size: 12\n"))
    }
  }

  @Test func aConvolutionalRunIsRepeatedToo() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      for options in [
        ["-o", folder + "/a", "--model", "lenet", "--img-size", "32", "--epochs", "2"],
        ["-o", folder + "/b", "--config", folder + "/a/recipe.yaml"],
      ] {
        let outcome = try Fovea.train([pictures.folder, "-q"] + options)
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      #expect(
        FileManager.default.contents(atPath: folder + "/a/model.safetensors")
          == FileManager.default.contents(atPath: folder + "/b/model.safetensors"))
    }
  }

  @Test(arguments: [
    [], ["--model", "patch-mlp", "--patch", "4", "--opt", "muon", "--sched", "step", "--loss", "focal"],
    ["--model", "airbench", "--width", "0.5", "--activation", "leaky-relu:0.1", "--minutes", "3"],
    [
      "--model", "gru", "--hidden", "16", "--layers", "2", "--bidirectional", "--sequence", "patches",
      "--patch", "7",
      "--summary", "mean", "--reset-gate", "before", "--dropout", "0.1",
    ],
    ["--model", "rnn", "--hidden", "16,8", "--activation", "relu", "--sequence", "columns"],
    ["--folds", "4", "--group-pattern", "(a.*)/\"'#"],
  ])
  func aPrintedRecipeReadsBack(_ options: [String]) throws {
    try TestPaths.withTemporaryFolder { folder in
      let printed = try Fovea.train(["--print-config"] + options)
      #expect(printed.status == 0 && printed.errors.isEmpty, "\(printed.errors)")
      try Data(printed.output.utf8).write(to: URL(fileURLWithPath: folder + "/r.yaml"))
      let again = try Fovea.train(["--print-config", "--config", folder + "/r.yaml"])
      #expect(again.output == printed.output && again.status == 0, "\(again.errors)")
    }
  }

  /// The default model looks at both mirror images; one that did not learn them does not.
  @Test(arguments: [
    ([], "", "mirrored"), (["--augment", "standard"], "", "mirrored"), (["--augment", "none"], "", "single"),
    (["--augment", "none", "--views", "mirrored"], "", "mirrored"), ([], "augmentation: none", "single"),
    ([], "augmentation: [horizontal_flip]", "mirrored"),
    ([], "augmentation: none\nviews: shifted", "shifted"),
    (["--model", "lenet"], "", "single"),
  ])
  func whoDoesNotLearnMirrorImagesIsNotAskedAboutThem(
    _ options: [String], _ file: String, _ views: String
  ) throws {
    try TestPaths.withTemporaryFolder { folder in
      try Data("seed: 0\n\(file)".utf8).write(to: URL(fileURLWithPath: folder + "/r.yaml"))
      let printed = try Fovea.train(["--print-config", "--config", folder + "/r.yaml"] + options)
      #expect(printed.output.contains("\nviews: \(views)\n"), "\(printed.errors)")
    }
  }

  /// A rate that falls to nothing needs no comparison of epochs, unless somebody waits for better ones.
  @Test(arguments: [
    ([], "", "last"), (["--patience", "3"], "", "loss"), ([], "patience: 3", "loss"),
    (["--sched", "constant"], "", "loss"), (["--sched", "step", "--selection", "last"], "", "last"),
    ([], "schedule: plateau\nselection: last", "last"), ([], "selection: accuracy", "accuracy"),
    (["--sched", "one-cycle"], "schedule: constant", "last"),
  ])
  func whoComparesEpochsKeepsTheBest(_ options: [String], _ file: String, _ selection: String) throws {
    try TestPaths.withTemporaryFolder { folder in
      try Data("model: airbench\n\(file)".utf8).write(to: URL(fileURLWithPath: folder + "/r.yaml"))
      let printed = try Fovea.train(["--print-config", "--config", folder + "/r.yaml"] + options)
      #expect(printed.output.contains("\nselection: \(selection)\n"), "\(printed.errors)")
    }
  }

  /// What is asked for on the command line puts aside what excludes it in the file.
  @Test(arguments: [
    (["--epochs", "7"], "minutes: 3", ["epochs: 7", "minutes: null"]),
    (["--minutes", "2"], "epochs: 7", ["epochs: 7", "minutes: 2"]),
    ([], "minutes: 3\nepochs: 7", ["minutes: 3"]),
    (["--selection", "last"], "patience: 3\nselection: loss", ["selection: last", "patience: null"]),
    (["--patience", "3"], "selection: last", ["selection: loss", "patience: 3"]),
  ])
  func optionsWinOverTheFile(_ options: [String], _ file: String, _ expected: [String]) throws {
    try TestPaths.withTemporaryFolder { folder in
      try Data(file.utf8).write(to: URL(fileURLWithPath: folder + "/r.yaml"))
      let printed = try Fovea.train(["--print-config", "--config", folder + "/r.yaml"] + options)
      #expect(printed.status == 0, "\(printed.errors)")
      for line in expected { #expect(printed.output.contains("\n\(line)\n"), "\(line)") }
    }
  }

  @Test func aSmallSetKeepsTheLastEpoch() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let outcome = try Fovea.train([
        pictures.folder, "-o", folder + "/run", "--img-size", "16", "--epochs", "2",
      ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("the last of 2 epochs is kept, as the recipe says"))
      #expect(outcome.errors.contains("epoch 2/2") && !outcome.errors.contains("best"))
      #expect(outcome.errors.contains("%; hold out more") && !outcome.errors.contains("told apart"))
    }
  }

  @Test func patienceWithNothingToWaitForIsRefused() throws {
    let outcome = try Fovea.train(["--print-config", "--selection", "last", "--patience", "3"])
    #expect(outcome.status == 64)
    #expect(
      outcome.errors.contains(
        "patience: expected none where the selection is last, which compares no epochs, received 3"))
  }

  @Test(arguments: [
    (
      "epocs: 3", Int32(65),
      "r.yaml:1: unknown key 'epocs'; did you mean 'epochs'? 'fovea train --print-config' lists all"
    ),
    (
      "model: mlp\nhidden: 8", 65,
      "r.yaml:2: hidden: expected a list of whole numbers such as [256, 128], received 8"
    ),
    (
      "hidden: [8]", 65,
      "r.yaml:1: hidden: cnn does not have it, only mlp, patch-mlp, rnn, lstm, gru have; remove the line"
    ),
    (
      "model: mlp\nhidden: [0]", 64,
      "r.yaml:2: hidden: expected widths of 1 to 65536 such as 256,128, received '0'"
    ),
    ("dropout: 2", 64, "r.yaml:1: dropout: expected 0 ≤ rate < 1, received 2.0"),
    ("val_split: 2", 64, "r.yaml:1: val_split: expected a share from 0 to 0.9, received 2.0"),
    (
      "fold: 2", 64,
      "r.yaml:1: fold: it is one of --folds, which is missing; --folds 5 --fold 1 holds out the first of 5"
    ),
    (
      "threshold: maybe", 64,
      "r.yaml:1: threshold: expected a number from 0 to 1, f1, youden, recall=R, or specificity=S, received 'maybe'"
    ),
    (
      "epochs: 3\nlearning_rate: 1e308", 65,
      "r.yaml:2: learning_rate: expected numbers of single precision, up to 3.4e38, received 1e+308"
    ),
    (
      "momentum: 1e308", 65,
      "r.yaml:1: momentum: expected numbers of single precision, up to 3.4e38, received 1e+308"
    ),
    ("learning_rate: -1", 65, "r.yaml:1: learning_rate: expected a positive number, received -1.0"),
  ])
  func whatIsWrongIsNamed(_ text: String, _ status: Int32, _ message: String) throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 3)
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/r.yaml"))
      let outcome = try Fovea.run(["train", pictures.folder, "--config", "r.yaml", "-q"], in: folder)
      #expect(outcome.status == status)
      #expect(outcome.errors.lowercased().hasPrefix("error: " + message.lowercased()), "\(outcome.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/runs"))
    }
  }

  @Test func filesThatAreNotThere() throws {
    try TestPaths.withTemporaryFolder { folder in
      let missing = try Fovea.train(["x", "--config", folder + "/none.yaml"])
      #expect(missing.status == 66)
      #expect(missing.errors == "error: \(folder)/none.yaml: no such file; check the path\n")
      #expect(try Fovea.train([]).status == 64)
    }
  }
}
