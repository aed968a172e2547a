import FoveaInterchange

/// What a file that Fovea may be asked to replace holds.
package enum ModelFileKind: Hashable, Sendable {
  /// A classifier, or a generator.
  case model
  /// A classifier with what training needs to go on.
  case checkpoint
  /// Anything else.
  case other

  /// Looks into the file, which is there.
  package init(ofFileAt path: String) {
    guard let file = try? SafetensorsFile(contentsOf: path) else {
      self = .other
      return
    }
    if file.metadata[TrainingContents.metadataKey] != nil {
      self = .checkpoint
    } else {
      self = file.metadata[BundleFile.metadataKey] == nil ? .other : .model
    }
  }
}
