import Foundation
import Synchronization

/// Signals received; a handler may touch nothing but atomics and calls that are safe in one.
private let received = Atomic<Int>(0)
/// When the first one came, in nanoseconds of the monotonic clock.
private let firstAt = Atomic<UInt64>(0)
/// How the handler writes: 0 as text, 1 over a live display, 2 as JSON.
private let manner = Atomic<Int>(0)

/// Turns the first Ctrl-C or SIGTERM into a request to stop cleanly; a second one ends the process at once.
///
/// A signal within a tenth of a second of the first is taken for the same one: `timeout` sends its signal to the
/// command, and then to the group that the command is in.
struct Interruption {
  private static let echo: UInt64 = 100_000_000

  init() {
    // Touched here, so that the handler finds them initialised.
    _ = (received.load(ordering: .relaxed), firstAt.load(ordering: .relaxed))
    manner.store(Console.format == .json ? 2 : Console.isTerminal ? 1 : 0, ordering: .relaxed)
    // A program that starts this one from a thread with blocked signals hands that mask down.
    var mask = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, SIGINT)
    sigaddset(&mask, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    for number in [SIGINT, SIGTERM] { signal(number) { _ in Interruption.handle() } }
  }

  var isRequested: Bool { received.load(ordering: .relaxed) > 0 }

  private static func handle() {
    let saved = errno
    defer { errno = saved }
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let now = UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    let manner = manner.load(ordering: .relaxed)
    guard received.add(1, ordering: .relaxed).newValue > 1 else {
      firstAt.store(now, ordering: .relaxed)
      return say(
        manner == 2
          ? #"{"event":"interrupt","message":"stopping after this batch; a second signal ends it at once"}"#
          : manner == 1
            ? "\r\u{1B}[Jstopping after this batch; press again to leave"
            : "\nstopping after this batch; press again to leave")
    }
    guard now - firstAt.load(ordering: .relaxed) > echo else { return }
    if manner == 1 { write("\r\u{1B}[J") }
    _exit(ExitStatus.interrupted.rawValue)
  }

  private static func say(_ text: StaticString) {
    write(text)
    write("\n")
  }

  private static func write(_ text: StaticString) {
    _ = Foundation.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }
}
