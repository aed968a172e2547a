import Foundation

/// Memory between two pages that nobody may read or write, and which ends at the second one.
///
/// The guard mode (`FOVEA_GUARD=1`) gives every buffer of a plan, every parameter and gradient that a kernel sees and
/// every scratchpad memory like this, and fills it with NaN before it is first written. So a write or read past an end
/// stops the process at the instruction, and a result made from what nobody wrote is NaN.
final class MemoryGuard {
  /// Whether all memory of plans is guarded in this process.
  static let isOn = ProcessInfo.processInfo.environment["FOVEA_GUARD"] == "1"

  let address: UnsafeMutableRawPointer
  /// As many as were asked for, and what is missing to a whole number of floats.
  let bytes: Int
  private let mapping: UnsafeMutableRawPointer
  private let mappedBytes: Int
  private static let page = Int(sysconf(Int32(_SC_PAGESIZE)))
  /// What the bytes of the first page before the block, and of the last cache line behind it, are filled with.
  private static let mark: UInt8 = 0xa5

  init(bytes requested: Int) throws(ExecutionError) {
    let page = MemoryGuard.page
    bytes = max((requested + 3) / 4 * 4, 4)
    // Kernels want cache lines: the end of the block is at most 60 bytes before the guard, which marks fill.
    let lines = (bytes + ArenaPlan.alignment - 1) / ArenaPlan.alignment * ArenaPlan.alignment
    let body = (lines + page - 1) / page * page
    mappedBytes = body + 2 * page
    guard
      let mapping = mmap(
        nil, mappedBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), mapping != MAP_FAILED
    else { throw .outOfMemory(bytes: requested) }
    self.mapping = mapping
    address = mapping + page + body - lines
    mprotect(mapping, page, PROT_NONE)
    mprotect(mapping + page + body, page, PROT_NONE)
    for margin in margins { memset(margin.start, Int32(MemoryGuard.mark), margin.count) }
  }

  deinit { munmap(mapping, mappedBytes) }

  private var margins: [(start: UnsafeMutableRawPointer, count: Int)] {
    let first = mapping + MemoryGuard.page
    let end = mapping + mappedBytes - MemoryGuard.page
    return [(first, address - first), (address + bytes, end - (address + bytes))]
  }

  /// Whether nobody wrote into the margins.
  var isIntact: Bool {
    margins.allSatisfy { margin in
      UnsafeRawBufferPointer(start: margin.start, count: margin.count).allSatisfy { $0 == MemoryGuard.mark }
    }
  }
}
