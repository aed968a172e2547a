extension Network {
  /// A table of the network for people: a row a node with output shape, parameters and multiply-adds.
  public func summary() -> String {
    var rows = [["node", "operation", "output", "parameters", "multiply-adds"]]
    rows.append([Network.inputName, "", input.description, "", ""])
    for (index, node) in nodes.enumerated() {
      let parameters = parameters(of: index).filter(\.isTrainable).reduce(0) { $0 + $1.shape.count }
      let work = node.operation.layer.multiplyAdds(for: inputShapes(of: index))
      rows.append([
        node.name, node.operation.layer.kind, shapes[index].description, Network.grouped(parameters),
        Network.grouped(work),
      ])
    }
    rows.append([
      "total", "", output.description, Network.grouped(parameterCount), Network.grouped(multiplyAdds),
    ])
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        return column >= 3 ? gap + cell : cell + gap
      }
      return cells.joined(separator: "  ").trimmingTrailingSpaces()
    }.joined(separator: "\n")
  }

  /// A count with a comma between groups of three digits.
  package static func grouped(_ count: Int) -> String {
    var digits = Array(String(count))
    var position = digits.count - 3
    while position > 0 {
      digits.insert(",", at: position)
      position -= 3
    }
    return String(digits)
  }
}

extension String {
  fileprivate func trimmingTrailingSpaces() -> String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
