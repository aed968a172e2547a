import ArgumentParser
import Fovea

/// How much room decoded pixels may take.
struct CacheOptions: ParsableArguments {
  @Option(
    help: "Memory for decoded images, such as 500M or 2G (default: a quarter of the machine's, at most 768M)."
  )
  var cacheMemory: ByteCount?

  @Option(
    help: "Disk for decoded images that do not fit in memory, below the user's cache folder (default: 20G).")
  var cacheLimit: ByteCount?

  var cache: PixelCache { PixelCache(memory: cacheMemory?.bytes, limit: cacheLimit?.bytes) }

  /// The same for features: another run of them is fast where it need not decode again, so pixels go to the disk.
  var fileCache: PixelCache { PixelCache(memory: cacheMemory?.bytes ?? 0, limit: cacheLimit?.bytes) }
}

/// A number of bytes as people write it: 500M, 2G, 65536; powers of 1024.
struct ByteCount: ExpressibleByArgument {
  let bytes: Int

  init?(argument: String) {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
    let unit = argument.last.flatMap { units[Character($0.uppercased())] }
    guard let number = Int(unit == nil ? argument[...] : argument.dropLast()), number >= 0 else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
    guard !overflow else { return nil }
    self.bytes = bytes
  }
}
