import Foundation
import FoveaFiles
import FoveaInterchange

extension BackboneStore {
  /// Puts weights into the store: of a checkpoint, a Python package with one (`.whl`), or a model of Fovea.
  ///
  /// Everything is read and checked before anything is written; what was installed under that name is replaced.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - name: what it is called here; nil is the name of its architecture.
  ///   - request: what else the caller knows of the weights.
  public func install(
    _ path: String, name: String? = nil, _ request: WeightImport = WeightImport()
  ) throws -> Backbone {
    if let name, !BackboneStore.isName(name) { throw BackboneError.name(name) }
    let source = SHA256Digest(try WeightsFile.bytes(of: path)).hexadecimal()
    let model: ModelBundle
    if let own = try modelOfFovea(at: path) {
      model = own
    } else {
      model = try request.model(contentsOf: path)
    }
    let origin = model.provenance.origin
    let architecture = origin?.architecture ?? "a model of Fovea"
    let name = name ?? origin?.backboneName ?? BackboneStore.name(from: path)
    guard BackboneStore.isName(name) else { throw BackboneError.name(name) }

    try FileSystem.makeFolder("\(folder)/\(name)")
    let (incoming, target) = (file("incoming.safetensors", of: name), file(BackboneStore.modelName, of: name))
    do {
      try model.write(to: incoming)
      let digest = SHA256Digest(try WeightsFile.bytes(of: incoming)).hexadecimal()
      let file = URL(fileURLWithPath: path).lastPathComponent
      let backbone = Backbone(
        name: name, architecture: architecture, license: origin?.license,
        source: origin?.package.map { "\($0) (\(origin?.file ?? file))" } ?? file, sourceDigest: source,
        digest: digest)
      // The model makes a backbone of the folder, so it comes last.
      try JSONDocument.write(backbone, to: self.file(BackboneStore.recordName, of: name))
      try move(incoming, to: target)
      return backbone
    } catch {
      unlink(incoming)
      throw error
    }
  }

  private func move(_ source: String, to target: String) throws(FileError) {
    do throws(SystemFailure) {
      try FileSystem.move(source, to: target)
    } catch {
      throw .cannotWrite(path: target, code: error.code)
    }
  }

  /// The model in the file, if it is one of Fovea; weights of others have no metadata of ours.
  private func modelOfFovea(at path: String) throws -> ModelBundle? {
    guard path.hasSuffix(".safetensors"), let header = try? SafetensorsHeader(contentsOf: path),
      header.metadata["fovea"] != nil
    else { return nil }
    return try ModelBundle(contentsOf: path)
  }

  /// A name for a model that has none: that of its file, or of the run that it lies in.
  private static func name(from path: String) -> String {
    let url = URL(fileURLWithPath: path).deletingPathExtension()
    let stem = url.lastPathComponent
    return stem == "model" ? url.deletingLastPathComponent().lastPathComponent : stem
  }
}

extension WeightsOrigin {
  /// What such a backbone is called where nobody says otherwise: the architecture.
  ///
  /// The published EfficientNet-Lites are TensorFlow's, so theirs is the plain name.
  fileprivate var backboneName: String {
    names == Publisher.efficientNetLitePyTorch.rawValue && architecture.hasPrefix("tf-")
      ? String(architecture.dropFirst(3)) : architecture
  }
}
