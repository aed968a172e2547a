import FoveaEvaluation

/// Text that is made to fit.
enum Elision {
  /// `text` in at most `limit` columns, with an ellipsis for what its middle loses.
  ///
  /// Most of what is kept is the end: it is there that names of one kind differ.
  static func middle(_ text: String, to limit: Int) -> String {
    guard text.displayWidth > limit else { return text }
    let head = (limit - 1) / 3
    let end = part(of: Array(text.reversed()), limit - 1 - head)
    return String(part(of: Array(text), head)) + "…" + String(end.reversed())
  }

  /// Names in at most `limit` columns, each in its own words: names that would be the same are whole.
  static func middles(_ names: [String], to limit: Int) -> [String] {
    distinct(names, names.map { middle($0, to: limit) })
  }

  /// `short`, but for what stands there for several of `names`.
  static func distinct(_ names: [String], _ short: [String]) -> [String] {
    let owners = Dictionary(zip(short, names.map { [$0] as Set }), uniquingKeysWith: { $0.union($1) })
    return zip(names, short).map { name, text in (owners[text]?.count ?? 0) > 1 ? name : text }
  }

  /// As many of the first characters as fit into `limit` columns.
  private static func part(of characters: [Character], _ limit: Int) -> ArraySlice<Character> {
    var (width, count) = (0, 0)
    for character in characters {
      width += String(character).displayWidth
      guard width <= limit else { break }
      count += 1
    }
    return characters.prefix(count)
  }
}

/// What stands below pictures: of each path as much of its end as tells the files of a list apart.
struct FileCaptions {
  private var captions: [String: String] = [:]

  /// Columns of a caption: two lines below a thumbnail.
  private static let limit = 36
  /// Folders and the file that a caption has at least, as far as they fit.
  private static let leastDepth = 2

  init(_ names: [String]) {
    let names = Array(Set(names)).sorted()
    var depth = [Int](repeating: FileCaptions.leastDepth, count: names.count)
    let parts = names.map { $0.split(separator: "/", omittingEmptySubsequences: true) }
    func caption(_ index: Int) -> String {
      // The whole name where nothing is left out, with a slash that it begins with.
      guard parts[index].count > depth[index] else { return names[index] }
      return "…/" + parts[index].suffix(depth[index]).joined(separator: "/")
    }
    // Files of one name in folders of one name get another folder, until they differ.
    while true {
      let shared = Dictionary(grouping: names.indices, by: caption).values.filter { $0.count > 1 }.flatMap(
        \.self)
      guard !shared.isEmpty else { break }
      for index in shared { depth[index] += 1 }
    }
    let long = names.indices.map(caption)
    let short = Elision.distinct(long, long.map { Elision.middle($0, to: FileCaptions.limit) })
    captions = Dictionary(uniqueKeysWithValues: zip(names, short))
  }

  /// The caption of a name of the list.
  subscript(name: String) -> String { captions[name] ?? name }
}
