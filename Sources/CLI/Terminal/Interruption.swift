import Foundation
import Synchronization

/// Signals received; a handler may touch nothing but atomics and calls that are safe in one.
private let received = Atomic<Int>(0)

/// Turns the first Ctrl-C or SIGTERM into a request to stop cleanly; a second one ends the process at once.
struct Interruption {
  init() {
    // A program that starts this one from a thread with blocked signals hands that mask down.
    var mask = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, SIGINT)
    sigaddset(&mask, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        if received.add(1, ordering: .relaxed).newValue > 1 { _exit(ExitStatus.interrupted.rawValue) }
        let text: StaticString = "\nstopping after this batch; press again to leave at once\n"
        _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
      }
    }
  }

  var isRequested: Bool { received.load(ordering: .relaxed) > 0 }
}
