import Foundation

/// The memory of this machine.
package enum SystemMemory {
  /// All of it, in bytes.
  package static let size = Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))
}
