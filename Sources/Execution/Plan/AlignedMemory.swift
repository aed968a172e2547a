import Foundation
import FoveaFiles

/// A block of memory on a cache line's boundary, zero at first, freed with its owner.
///
/// In the guard mode (`MemoryGuard`) it lies between pages that nobody may touch, and ends at the second of them.
package final class AlignedMemory: @unchecked Sendable {
  // The block itself is not synchronised: whoever holds it decides who writes when.
  package let address: UnsafeMutableRawPointer
  package let bytes: Int
  private let guarded: MemoryGuard?

  /// Bytes of memory that this machine has.
  static let available = SystemMemory.size

  /// - Throws: `ExecutionError.outOfMemory` for more than this machine has.
  package convenience init(bytes: Int) throws(ExecutionError) {
    try self.init(bytes: bytes, isGuarded: MemoryGuard.isOn)
  }

  init(bytes: Int, isGuarded: Bool) throws(ExecutionError) {
    // The kernel grants more than there is and kills the process when it is touched: refuse before that.
    guard bytes <= AlignedMemory.available else { throw .outOfMemory(bytes: bytes) }
    if isGuarded {
      let memory = try MemoryGuard(bytes: bytes)
      (guarded, address, self.bytes) = (memory, memory.address, memory.bytes)
      return
    }
    guarded = nil
    let size = max(bytes, ArenaPlan.alignment)
    // From two huge pages on, alignment to one lets the kernel back the block with them: fewer TLB misses.
    let hugePage = 2 << 20
    let alignment = size >= 2 * hugePage ? hugePage : ArenaPlan.alignment
    var pointer: UnsafeMutableRawPointer?
    guard posix_memalign(&pointer, alignment, size) == 0, let pointer else {
      throw .outOfMemory(bytes: bytes)
    }
    #if os(Linux)
      if alignment == hugePage { madvise(pointer, size, 14 /* MADV_HUGEPAGE */) }
    #endif
    memset(pointer, 0, size)
    self.address = pointer
    self.bytes = size
  }

  deinit { if guarded == nil { free(address) } }

  package var floats: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(
      start: address.assumingMemoryBound(to: Float.self), count: bytes / MemoryLayout<Float>.stride)
  }

  /// Makes every number in it one that nobody wrote: NaN in single precision and in bfloat16.
  func fillWithNaN() { memset(address, 0xff, bytes) }

  /// Whether the bytes around it, where it has such, are as they were left.
  var isIntact: Bool { guarded?.isIntact ?? true }
}
