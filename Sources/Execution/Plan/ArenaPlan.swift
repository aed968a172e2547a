/// Places buffers in one block of memory so that those which live at different times may share bytes.
///
/// Pure arithmetic: it knows sizes and times, nothing of tensors. Finding the smallest block is NP-hard (dynamic
/// storage allocation); largest first, each at the lowest address where it fits, is close in practice. See
/// Pisarchyk, Lee: *Efficient Memory Management for Deep Neural Net Inference*, arXiv:2001.03288, section 5.
struct ArenaPlan: Hashable, Sendable {
  struct Request: Hashable, Sendable {
    /// Bytes needed.
    let bytes: Int
    /// The first and last step, both included, at which the contents matter.
    let lifetime: ClosedRange<Int>
  }

  let requests: [Request]
  /// The offset in bytes of each request, in their order.
  let offsets: [Int]
  /// The size of the block in bytes.
  let bytes: Int

  /// One cache line, and the widest vector of the processors of today.
  static let alignment = 64

  init(_ requests: [Request]) {
    var offsets = Array(repeating: 0, count: requests.count)
    var placed: [(start: Int, end: Int, lifetime: ClosedRange<Int>)] = []  // by start
    var total = 0
    let order = requests.indices.sorted {
      (requests[$0].bytes, $1) > (requests[$1].bytes, $0)
    }
    for index in order {
      let request = requests[index]
      let size = (max(1, request.bytes) + ArenaPlan.alignment - 1) / ArenaPlan.alignment * ArenaPlan.alignment
      var start = 0
      for other in placed where other.lifetime.overlaps(request.lifetime) {
        if other.start >= start + size { break }
        start = max(start, other.end)
      }
      offsets[index] = start
      let position = placed.firstIndex { $0.start > start } ?? placed.count
      placed.insert((start, start + size, request.lifetime), at: position)
      total = max(total, start + size)
    }
    self.requests = requests
    self.offsets = offsets
    self.bytes = total
  }
}
