import FoveaNetworks

extension Compiler {
  /// Rows of one colour lie as they are; everything else is copied, run of pixels by run of pixels.
  mutating func lower(_ sequence: PictureSequence, _ group: FusionGroup) throws(ExecutionError) -> Lowered {
    let index = group.head
    let node = network.nodes[index].name
    let picture = network.inputShapes(of: index)[0]
    let shapes = (picture: picture.prepending(batch), sequence: network.shapes[index].prepending(batch))
    let source = input(0, of: index)
    if sequence.order == .rows, picture[0] == 1 {
      let rows = try plain(source, as: shapes.sequence, node: node)
      return Lowered(rows) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
        [try compiler.plain(gradient, as: shapes.picture, node: node)]
      }
    }
    let (starts, length) = sequence.runs(of: picture)
    let pixels = try plain(source, as: shapes.picture, node: node)
    let result = reserve(try Layout(shapes.sequence.dimensions))
    let batch = batch
    add(node: node, [pixels, result]) { arguments in
      let (from, to) = (arguments.floats(0), arguments.floats(1))
      Threads.perform(over: batch, grain: max(1, (1 << 15) / picture.count)) { samples in
        for n in samples {
          var target = to + n * picture.count
          for start in starts {
            let run = from + n * picture.count + start
            for i in 0..<length { target[i] = run[i] }
            target += length
          }
        }
      }
    }
    return Lowered(result) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      let gradient = try compiler.plain(gradient, as: shapes.sequence, node: node)
      let target = compiler.reserve(try Layout(shapes.picture.dimensions))
      compiler.add(node: node, [gradient, target]) { arguments in
        let (from, to) = (arguments.floats(0), arguments.floats(1))
        Threads.perform(over: batch, grain: max(1, (1 << 15) / picture.count)) { samples in
          for n in samples {
            var source = from + n * picture.count
            for start in starts {
              let run = to + n * picture.count + start
              for i in 0..<length { run[i] = source[i] }
              source += length
            }
          }
        }
      }
      return [target]
    }
  }
}
