import Foundation
import FoveaDatasets
import FoveaInterchange
public import FoveaNetworks

/// Makes a model of weights that another program wrote, which are read as data: nothing in the file is ever run.
///
/// Every tensor must have its parameter, every parameter its tensor, and the shapes must be equal.
public struct WeightImport: Sendable {
  /// The architecture that the caller says the weights are of; nil finds the one whose they are.
  public var architecture: Architecture?
  /// The names of the outputs in order; nil takes ImageNet's where there are 1,000.
  public var classNames: [String]?
  /// The terms of the publisher, where the caller knows them.
  public var license: String?

  /// Makes the request.
  public init(architecture: Architecture? = nil, classNames: [String]? = nil, license: String? = nil) {
    self.architecture = architecture
    self.classNames = classNames
    self.license = license
  }

  /// The model of the weights in the file at `path`: a safetensors file, a checkpoint of PyTorch, or a Python package
  /// (`.whl`) that has one.
  ///
  /// - Throws: `InterchangeError` where the file is damaged or wants code to be run, `ImportError` where its tensors are not
  ///   those of the network.
  public func model(contentsOf path: String) throws -> ModelBundle {
    let bytes = try WeightsFile.bytes(of: path)
    if ZipArchive.matches(bytes), path.lowercased().hasSuffix(".whl") {
      let package = try PythonPackage(bytes, path: path)
      return try model(
        package.weights, path: path, file: package.fileName, package: package.title,
        license: license ?? package.license)
    }
    return try model(
      bytes, path: path, file: URL(fileURLWithPath: path).lastPathComponent, package: nil, license: license)
  }

  private func model(
    _ bytes: [UInt8], path: String, file: String, package: String?, license: String?
  ) throws -> ModelBundle {
    let weights: WeightsFile
    do {
      weights = try WeightsFile(bytes: bytes)
    } catch {
      throw error.at(package == nil ? path : "\(path), \(file)")
    }
    let fit = try fit(weights, path: path)
    var parameters: [String: Tensor] = [:]
    for (name, stored) in fit.pairs {
      let tensor = try stored.tensor()
      guard tensor.elements.allSatisfy(\.isFinite) else {
        throw ImportError.notFinite(path: path, tensor: stored.name)
      }
      parameters[name] = tensor
    }
    let classes = try names(outputs: fit.outputs, path: path)
    var network = fit.network
    if fit.outputs == 2 {
      // Two logits say by their difference what one says here.
      network = try fit.architecture.network(input: network.input, classes: 2)
      for name in fit.headParameters { parameters[name] = parameters[name]?.difference }
    }
    let origin = WeightsOrigin(
      file: file, digest: weights.digest, form: weights.form.rawValue, architecture: fit.architecture.name,
      names: fit.publisher.rawValue, package: package, license: license)
    return try ModelBundle(
      network: network, preprocessing: fit.publisher.preprocessing(for: fit.architecture), classes: classes,
      parameters: parameters, provenance: Provenance(origin: origin))
  }

  private func names(outputs: Int, path: String) throws(ImportError) -> [String] {
    let names = classNames ?? (outputs == ImageNet.classes.count ? ImageNet.classes : nil)
    guard let names, names.count == outputs else {
      throw .classNames(path: path, outputs: outputs, names: names?.count)
    }
    return names
  }

  /// The network that the tensors are those of.
  private func fit(_ weights: WeightsFile, path: String) throws -> WeightFit {
    guard let architecture else {
      let found = try WeightFit.complete(weights, among: Architecture.importable)
      guard let found else {
        throw ImportError.noArchitecture(path: path, known: Architecture.importable.map(\.name))
      }
      return found
    }
    guard let nearest = try WeightFit.nearest(weights, architecture) else {
      throw ImportError.architecture(architecture.name, known: Architecture.importable.map(\.name))
    }
    guard nearest.differences.count == 0 else {
      throw ImportError.differences(
        path: path, architecture: architecture.name, nearest.differences,
        fitting: try WeightFit.complete(weights, among: Architecture.importable)?.architecture.name)
    }
    return nearest
  }
}

extension Tensor {
  /// The second row less the first: `[2, …]` becomes `[1, …]`.
  fileprivate var difference: Tensor {
    let half = shape.count / 2
    return Tensor(
      Shape([1] + shape.dimensions.dropFirst()), (0..<half).map { elements[half + $0] - elements[$0] })
  }
}
