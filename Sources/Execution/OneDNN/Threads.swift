import CTensorLoops

/// The threads that kernels and the loops between them share.
public enum Threads {
  /// Sets how many threads run kernels started from this thread; zero or less leaves it as it is.
  public static func use(_ count: Int) { fovea_threads_set(Int32(clamping: count)) }

  /// How many threads run kernels started from this thread.
  public static var count: Int { Int(fovea_threads_count()) }

  /// Calls `body` for 0 ..< `count`, in parallel; it must not depend on the order.
  package static func perform(_ count: Int, _ body: (Int) -> Void) {
    precondition(count <= Int32.max, "at most \(Int32.max) calls, received \(count)")
    withoutActuallyEscaping(body) { body in
      var box = Body(call: body)
      withUnsafeMutablePointer(to: &box) { box in
        fovea_threads_perform(
          Int32(count),
          { context, index in
            context?.assumingMemoryBound(to: Body.self).pointee.call(Int(index))
          }, box)
      }
    }
  }

  /// Divides 0 ..< `count` into ranges of about `grain` and calls `body` for each, in parallel.
  ///
  /// The ranges depend on `count` and `grain` alone, so results that are reduced by range are the same for any
  /// number of threads.
  package static func perform(over count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    let parts = max(1, (count + grain - 1) / grain)
    guard parts > 1 else { return body(0..<count) }
    perform(parts) { part in
      body(part * count / parts..<(part + 1) * count / parts)
    }
  }

  private struct Body {
    let call: (Int) -> Void
  }
}
