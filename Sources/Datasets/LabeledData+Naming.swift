extension LabeledData {
  /// The same data under another name: `path`, and every name, message and note that begins with the data's path.
  ///
  /// The files stay where they are. A run that goes on in another folder so keeps the names that it began with.
  package func named(as path: String) -> LabeledData {
    let own = self.path
    func renamed(_ text: String) -> String { text.hasPrefix(own) ? path + text.dropFirst(own.count) : text }
    func renamed(_ samples: [Sample]) -> [Sample] {
      samples.map {
        Sample(name: renamed($0.name), source: $0.source, label: $0.label, group: $0.group)
      }
    }
    return LabeledData(
      path: path, classes: classes, parts: parts.mapValues(renamed), unassigned: renamed(unassigned),
      issues: issues.map { SampleIssue(path: renamed($0.path), kind: $0.kind, reason: $0.reason) },
      notes: notes.map { $0.replacing(own, with: path) })
  }
}
