import FoveaEvaluation

/// What was met while images were classified.
package struct ClassifyCounts {
  package private(set) var read = ReadCounts()
  private var recovered = 0
  private var unknown = 0
  private var placed = 0
  private var present = 0

  package init() {}

  package mutating func count(_ row: ClassifiedRow) {
    read.count(row.path, error: row.error)
    if row.note != nil { recovered += 1 }
    if row.isAbstention { unknown += 1 }
  }

  package mutating func count(_ placement: FolderSorter.Placement) {
    switch placement {
    case .placed: placed += 1
    case .alreadyThere: present += 1
    }
  }

  /// The sentence for people.
  package var summary: String {
    var parts = [Sentence.count(read.files, "file")]
    if read.errors > 0 { parts.append("\(read.errors) could not be read") }
    if recovered > 0 { parts.append("\(recovered) could be read only in part") }
    if unknown > 0 { parts.append("\(unknown) unknown") }
    if placed > 0 { parts.append("\(placed) sorted") }
    if present > 0 { parts.append("\(present) left because a file of that name is there") }
    return parts.joined(separator: ", ")
  }
}
