import FoveaFiles
import FoveaImages
import FoveaNetworks
import Synchronization

extension PixelStore {
  /// How many samples could be read.
  public var count: Int { samples.count }

  /// Throws where a class of the data has files here but none that can be read.
  public func requireEveryClass(of listed: [Sample]) throws(DataError) {
    var files = Array(repeating: 0, count: classes.count)
    for sample in listed { files[sample.label] += 1 }
    for sample in samples { files[sample.label] = 0 }
    guard let label = files.firstIndex(where: { $0 > 0 }) else { return }
    let names = Set(listed.lazy.filter { $0.label == label }.map(\.name))
    let reason = issues.first { names.contains($0.path) }?.reason ?? "unknown"
    throw .classWithoutImage(name: classes[label], files: files[label], firstReason: reason)
  }

  /// Writes `indices` as rows of `target` in the layout and, after all changes, the size of `preprocessing`.
  ///
  /// - Parameters:
  ///   - draw: how the pictures are changed on the way; nil leaves them as they are.
  ///   - perform: runs its second argument for 0 ..< its first, in any order and in parallel.
  package func fill(
    _ target: UnsafeMutableBufferPointer<Float>, samples indices: some RandomAccessCollection<Int>,
    preprocessing: Preprocessing, augmenting draw: AugmentationDraw? = nil,
    perform: (Int, (Int) -> Void) -> Void
  ) throws(DataError) {
    precondition(preprocessing.geometry.channels == geometry.channels, "pixels of other channels")
    let size = preprocessing.shape.count
    precondition(
      target.count >= indices.count * size, "no room for \(indices.count) samples of \(size) numbers")
    guard let base = target.baseAddress else { return }
    let portion = max(1, (1 << 15) / size)
    let failure = Mutex<DataError?>(nil)
    let scaling = preprocessing.geometry == geometry ? nil : geometry.scaling(to: preprocessing.geometry)
    preprocessing.table.withUnsafeBufferPointer { table in
      guard let table = table.baseAddress else { return }
      perform((indices.count + portion - 1) / portion) { part in
        var canvas = Canvas(
          width: geometry.width, height: geometry.height, channels: draw == nil ? 0 : geometry.channels.count)
        for position in part * portion..<min(indices.count, (part + 1) * portion) {
          let index = indices[indices.index(indices.startIndex, offsetBy: position)]
          let row = base + position * size
          do throws(DataError) {
            func write(_ pixels: UnsafeBufferPointer<UInt8>) {
              guard let base = pixels.baseAddress else { return }
              guard let scaling else { return preprocessing.write(base, to: row, table: table) }
              scaling.scaled(pixels, channels: geometry.channels.count).withUnsafeBufferPointer { pixels in
                if let base = pixels.baseAddress { preprocessing.write(base, to: row, table: table) }
              }
            }
            try withPixels(index) { pixels in
              guard let draw else {
                return write(UnsafeBufferPointer(start: pixels, count: geometry.count))
              }
              draw.change(&canvas, pixels, sample: index)
              canvas.pixels.withUnsafeBufferPointer(write)
            }
          } catch {
            failure.withLock { $0 = $0 ?? error }
          }
        }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  /// How often each byte occurs in each channel, `[channels, 256]`.
  ///
  /// - Parameter onProgress: called with how many samples are done.
  func histogram(onProgress: (Int) -> Void = { _ in }) throws(DataError) -> [Int] {
    let channels = geometry.channels.count
    var counts = Array(repeating: 0, count: channels * 256)
    for index in samples.indices {
      try withPixels(index) { pixels in
        counts.withUnsafeMutableBufferPointer { counts in
          for start in stride(from: 0, to: geometry.count, by: channels) {
            for channel in 0..<channels { counts[channel * 256 + Int(pixels[start + channel])] += 1 }
          }
        }
      }
      if index % 256 == 255 { onProgress(index + 1) }
    }
    return counts
  }

  /// A checksum of the pixels of the sample at `index`, in hexadecimal: tells changed pictures, not forged ones.
  package func digest(_ index: Int) throws(DataError) -> String {
    try withPixels(index) { PixelStore.digest(UnsafeRawBufferPointer(start: $0, count: geometry.count)) }
  }

  /// The same of pixels that are in no store.
  package static func digest(_ pixels: UnsafeRawBufferPointer) -> String {
    var checksum = PixelFile.Checksum()
    checksum.add(pixels)
    return String(checksum.value, radix: 16)
  }

  /// SHA-256 of class names, labels and pixels, in hexadecimal: equal for equal training data.
  ///
  /// It is computed once; further calls give what the first one found.
  ///
  /// - Parameter onProgress: called with how many samples are done.
  public func fingerprint(onProgress: (Int) -> Void = { _ in }) throws(DataError) -> String {
    if let known = knownFingerprint.withLock({ $0 }) { return known }
    let hash = SHA256Hash()
    for name in classes { hash.update(terminated: name) }
    for sample in samples { hash.update(UInt32(sample.label)) }
    for index in samples.indices {
      try withPixels(index) {
        hash.update(UnsafeRawBufferPointer(start: $0, count: geometry.count))
      }
      if index % 256 == 255 { onProgress(index + 1) }
    }
    let text = hash.finalize().hexadecimal()
    knownFingerprint.withLock { $0 = text }
    return text
  }
}
