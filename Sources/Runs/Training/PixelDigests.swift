import Foundation
import FoveaDatasets
import FoveaFiles

/// A digest of the decoded pixels of every training sample, by its name: what of the data is no longer the same.
struct PixelDigests: Codable {
  private let pixels: [String: String]

  /// - Parameter onProgress: called now and then with how many samples are done.
  init(_ store: PixelStore, onProgress: (Int) -> Void = { _ in }) throws {
    var pixels: [String: String] = [:]
    for (index, sample) in store.samples.enumerated() {
      pixels[sample.name] = store.classes[sample.label] + " " + (try store.digest(index))
      onProgress(index + 1)
    }
    self.pixels = pixels
  }

  init(contentsOf path: String) throws {
    guard let data = FileManager.default.contents(atPath: path),
      let digests = try? JSONDecoder().decode(PixelDigests.self, from: data)
    else { throw ResumptionError.noDigests(path: path) }
    self = digests
  }

  func write(to path: String) throws { try JSONDocument.write(self, to: path) }

  /// What has become of each sample that is not as it was, by name.
  func changes(to others: PixelDigests) -> [String] {
    let now = others.pixels
    let known = pixels.compactMap { name, digest -> String? in
      guard let current = now[name] else { return "\(name) (gone or unreadable)" }
      return current == digest ? nil : "\(name) (changed)"
    }
    return (known + now.keys.filter { pixels[$0] == nil }.map { "\($0) (new)" }).sorted()
  }

  /// The digests alone, whatever the samples are called.
  var all: Set<Substring> { Set(pixels.values.compactMap { $0.split(separator: " ").last }) }

  /// Which samples of `store` are among these, by their pixels: positions in it.
  ///
  /// - Parameter onProgress: called now and then with how many samples are done.
  func positions(in store: PixelStore, onProgress: (Int) -> Void = { _ in }) throws -> Set<Int> {
    let known = all
    var found: Set<Int> = []
    for index in store.samples.indices {
      if known.contains(Substring(try store.digest(index))) { found.insert(index) }
      onProgress(index + 1)
    }
    return found
  }
}
