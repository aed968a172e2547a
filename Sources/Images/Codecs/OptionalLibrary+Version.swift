import CImageCodecs

extension OptionalLibrary {
  /// The version on this machine, which is opened to ask it; nil where it is not there.
  package var version: String? {
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 80) { buffer in
      guard let base = buffer.baseAddress else { return "none" }
      switch self {
      case .tiff: fovea_tiff_version(base, buffer.count)
      case .heif: fovea_heif_version(base, buffer.count)
      }
      return String(cString: base)
    }
    return text == "none" ? nil : text
  }
}
