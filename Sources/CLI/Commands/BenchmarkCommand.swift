import ArgumentParser
import Foundation
import Fovea

/// `fovea benchmark`: how fast this machine trains and runs a network, or decodes images.
struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark",
    abstract: "Time the steps of a network on random images, or the decoding of real ones.",
    discussion: """
      A training step is copying a batch in, forward, loss, backward and SGD with momentum; an inference step is \
      copying a batch in and forward. The figure is of the median step. Those that begin with bench- are the networks of \
      Benchmarks/pytorch_baseline.py.

      --decode times one core that decodes, resizes and normalises up to 400 images of a folder, files in memory.
      """)

  @Option(
    help:
      "\((BenchmarkNetwork.allCases.map(\.rawValue) + Architecture.all.map(\.name)).joined(separator: ", "))."
  )
  var network = BenchmarkNetwork.cnn28.rawValue

  @Option(help: "Time decoding the images of this folder to --img-size, instead of a network.")
  var decode: String?

  @Flag(help: "Decode every pixel of a JPEG (--decode).")
  var exactDecode = false

  @Option(help: "How another aspect ratio fits: stretch, crop, letterbox (--decode).")
  var resize: ResizeMode = .crop

  @Option(help: "What a step is: train or infer.")
  var task: StepBenchmark.Task = .train

  @Option(name: .shortAndLong, help: "Images a step (default: that of the network, else 128).")
  var batchSize: Int?

  @Option(help: "Side of the images of an architecture, or that images are decoded to.")
  var imgSize = 64

  @Option(help: "How long to measure.")
  var seconds = 6.0

  @Flag(help: "Show the time of each part of a step.")
  var profile = false

  @OptionGroup(title: "Arithmetic") var kernels: KernelOptions
  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions

  func validate() throws {
    if let batchSize, batchSize < 1 {
      throw ValidationError("--batch-size: expected at least 1, received \(batchSize)")
    }
    if !(seconds >= 0 && seconds <= 3600) {
      throw ValidationError("--seconds: expected 0 to 3600, received \(seconds)")
    }
    if decode == nil, exactDecode {
      throw ValidationError("--exact-decode: belongs to --decode FOLDER")
    }
    if imgSize < 1 || imgSize > 4096 {
      throw ValidationError("--img-size: expected 1 to 4096, received \(imgSize)")
    }
  }

  func run() throws {
    compute.apply()
    if let decode {
      let geometry = Preprocessing.Geometry(
        width: imgSize, height: imgSize, resize: resize, decoding: exactDecode ? .exact : .shrink)
      let outcome = try DecodeBenchmark(folder: decode, geometry: geometry, limits: compute.limits)
        .run()
      return Console.result(speech.json ? try JSONDocument.text(of: outcome) : outcome.text)
    }
    let (definition, batch) = try subject()
    let benchmark = try StepBenchmark(
      definition, task: task, batch: batch, precision: kernels.numbers().precision,
      tuner: kernels.tuner)
    if profile {
      Console.result(ProfileTable(try benchmark.profile()).text)
      return
    }
    let result = try benchmark.run(seconds: seconds)
    let report = NetworkBenchmarkReport(
      network: network, task: task.rawValue, precision: kernels.numbers().precision.rawValue, batch: batch,
      threads: Threads.count, result)
    Console.result(speech.json ? try JSONDocument.line(of: report) : report.text)
  }

  private func subject() throws -> (network: Network, batch: Int) {
    if let known = BenchmarkNetwork(rawValue: network) {
      return (try known.network(), batchSize ?? known.batchSize)
    }
    let shape: Shape = [3, imgSize, imgSize]
    return (try Architecture(named: network).network(input: shape, classes: 10), batchSize ?? 128)
  }
}

extension StepBenchmark.Task: ExpressibleByArgument {}
