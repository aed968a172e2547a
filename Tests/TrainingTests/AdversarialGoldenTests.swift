import Foundation
import FoveaDatasets
import FoveaExecution
import FoveaImages
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaTraining

@Suite("Adversarial steps as PyTorch takes them")
struct AdversarialGoldenTests {
  /// Three steps of both networks; `Scripts/reference/adversarial_goldens.py` makes them.
  struct Golden: Decodable, Sendable, CustomTestStringConvertible {
    struct Spectrum: Decodable, Sendable {
      let u: [Double]
      let v: [Double]
      let sigma: Double
    }

    struct Losses: Decodable, Sendable {
      let generator: Double
      let discriminator: Double
    }

    struct Networks: Decodable, Sendable {
      let generator: [String: [Double]]
      let discriminator: [String: [Double]]
    }

    let loss: AdversarialLoss
    let classes: Int
    let normalization: DCGAN.Normalization
    let first: Networks
    let spectral: [String: Spectrum]?
    let latents: [[Double]]
    let losses: [Losses]
    let generator: [String: [Double]]
    let discriminator: [String: [Double]]
    let average: [String: [Double]]

    var testDescription: String { "\(loss.rawValue), \(classes) classes, \(normalization.rawValue)" }
  }

  static let goldens: [Golden] = {
    guard
      let data = FileManager.default.contents(
        atPath: TestPaths.file("TrainingTests", "Goldens/adversarial.json")),
      let goldens = try? JSONDecoder().decode([Golden].self, from: data)
    else { return [] }
    return goldens
  }()

  @Test func goldensAreThere() { #expect(AdversarialGoldenTests.goldens.count == 3) }

  @Test(arguments: goldens)
  func steps(_ golden: Golden) throws {
    let (side, batch) = (16, 3)
    let images = (0..<batch).map { n in
      Image(
        width: side, height: side, channels: 1,
        pixels: (0..<side * side).map { UInt8((37 * n + 11 * $0) % 256) })
    }
    let pixels = try PixelStore(
      images: images, labels: (0..<batch).map { $0 % max(1, golden.classes) },
      classes: golden.classes == 0 ? ["all"] : (0..<golden.classes).map { "class \($0)" })
    let trainer = try AdversarialTrainer(
      pixels,
      recipe: AdversarialRecipe(
        networks: DCGAN(latent: 3, width: 2, normalization: golden.normalization), batchSize: batch,
        loss: golden.loss, generatorRate: 2e-3, discriminatorRate: 4e-3, averageDecay: 0.9,
        isConditional: golden.classes > 0), precision: .f32)
    try trainer.making.begin(with: tensors(golden.first.generator, of: trainer.making), [:])
    try trainer.telling.executable.parameters.load(
      tensors(golden.first.discriminator, of: trainer.telling))
    if let spectral = trainer.spectral, let spectra = golden.spectral {
      var tensors: [String: Tensor] = [:]
      for (name, spectrum) in spectra {
        tensors["\(name).u"] = Tensor([spectrum.u.count], spectrum.u.map(Float.init))
        tensors["\(name).v"] = Tensor([spectrum.v.count], spectrum.v.map(Float.init))
        tensors["\(name).sigma"] = Tensor([1], [Float(spectrum.sigma)])
      }
      try spectral.load(tensors)
    }
    for (latents, losses) in zip(golden.latents, golden.losses) {
      let maker = try trainer.making.executable.context(batch: batch)
      _ = maker.input.update(fromContentsOf: latents.map(Float.init))
      let scores = try trainer.step(maker, [0, 1, 2], pixels.samples.map(\.label))
      expectClose(Float(scores.discriminatorLoss), losses.discriminator, .chain, "discriminator's loss")
      expectClose(Float(scores.generatorLoss), losses.generator, .chain, "generator's loss")
    }
    // Adam divides by the root of tiny gradients, which single precision has fewer digits of.
    let tolerance = Tolerance(2e-4)
    for (name, tensor) in try trainer.making.parameters {
      expectClose(tensor.elements, golden.generator[name] ?? [], tolerance, "generator's \(name)")
    }
    for (name, tensor) in try #require(try trainer.making.average?.tensors()) {
      expectClose(tensor.elements, golden.average[name] ?? [], tolerance, "average of \(name)")
    }
    let learned =
      try trainer.spectral?.withLearned { try trainer.telling.parameters } ?? trainer.telling.parameters
    for (name, tensor) in learned {
      expectClose(tensor.elements, golden.discriminator[name] ?? [], tolerance, "discriminator's \(name)")
    }
  }

  private func tensors(_ values: [String: [Double]], of step: TrainingStep) throws -> [String: Tensor] {
    try step.parameters.reduce(into: [:]) { tensors, entry in
      tensors[entry.key] = Tensor(
        entry.value.shape, try #require(values[entry.key], "no \(entry.key)").map(Float.init))
    }
  }

  @Test("power iteration finds the largest singular value, and the network runs with weights of norm one")
  func singularValue() throws {
    let trainer = try AdversarialTrainer(
      AdversarialTests.pictures(16, side: 8),
      recipe: AdversarialRecipe(networks: DCGAN(latent: 2, width: 3), batchSize: 8), precision: .f32)
    let spectral = try #require(trainer.spectral)
    // The singular value of a matrix of one row is its length.
    let learned = try spectral.withLearned { try trainer.telling.parameters }
    let head = try #require(learned["head.weight"])
    let length = head.elements.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    expectClose(try #require(spectral.sigma(of: "head.weight")), length, .rounding, "σ of one row")
    let divided = try #require(try trainer.telling.parameters["head.weight"])
    expectClose(
      Float(divided.elements.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()), 1, .rounding,
      "length")
    for (name, tensor) in learned where !name.hasSuffix("weight") {
      #expect(try trainer.telling.parameters[name] == tensor, "\(name) is left alone")
    }
  }
}
