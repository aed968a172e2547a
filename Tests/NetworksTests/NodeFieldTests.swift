import Foundation
import FoveaNetworks
import Testing

private typealias NodeOperation = FoveaNetworks.NodeOperation

/// Operations in files: each reads back what it wrote, and hostile fields are refused by name.
struct NodeFieldTests {
  private static func json(_ operation: NodeOperation, input: Shape, inputs: [Source]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let network = try Network(input: input, nodes: [Node(name: "a", operation: operation, inputs: inputs)])
    return String(decoding: try encoder.encode(network.nodes.isEmpty ? nil : network), as: UTF8.self)
  }

  struct Format: Sendable {
    let operation: FoveaNetworks.NodeOperation
    let input: Shape
    let fields: String

    init(_ operation: FoveaNetworks.NodeOperation, _ input: Shape, _ fields: String) {
      (self.operation, self.input, self.fields) = (operation, input, fields)
    }
  }

  /// The formats are a promise to files that exist.
  static let formats: [Format] = [
    Format(
      .linear(3, bias: false, initializer: .glorot), [4],
      #""bias":false,"initializer":"glorot","inputs":["input"],"name":"a","operation":"linear","outputs":3"#
    ),
    Format(
      .activation(.leakyReLU(slope: 0.25)), [4],
      #""inputs":["input"],"name":"a","operation":"leaky-relu","slope":0.25"#
    ),
    Format(.dropout(0.5), [4], #""inputs":["input"],"name":"a","operation":"dropout","rate":0.5"#),
    Format(
      .batchNormalization(BatchNormalization(momentum: 0.5, epsilon: 0.25)), [4],
      #""epsilon":0.25,"inputs":["input"],"momentum":0.5,"name":"a","operation":"batch-normalization""#
    ),
    Format(.meanOverTokens, [4, 2], #""inputs":["input"],"name":"a","operation":"mean-over-tokens""#),
    Format(.relu, [4], #""inputs":["input"],"name":"a","operation":"relu""#),
    Format(
      .convolution(
        8, kernelSize: Extent(height: 3, width: 5), stride: 2,
        padding: .explicit(top: 1, left: 2, bottom: 3, right: 4), groups: 2, initializer: .heFanOut),
      [4, 9, 9],
      #""bias":true,"channels":8,"dilation":1,"groups":2,"initializer":"he-fan-out","inputs":["input"],"kernel":[3,5],"name":"a","operation":"convolution","padding":[1,2,3,4],"stride":2"#
    ),
    Format(
      .transposedConvolution(8, kernelSize: 3, stride: 2, outputPadding: 1, bias: false), [4, 9, 9],
      #""bias":false,"channels":8,"dilation":1,"groups":1,"initializer":"he","inputs":["input"],"kernel":3,"name":"a","operation":"transposed-convolution","output_padding":1,"padding":"valid","stride":2"#
    ),
    Format(
      .maxPooling(2, padding: .same), [4, 9, 9],
      #""inputs":["input"],"kernel":2,"name":"a","operation":"max-pooling","padding":"same","stride":2"#
    ),
    Format(
      .averagePooling(3, stride: 1, includesPadding: false), [4, 9, 9],
      #""includes_padding":false,"inputs":["input"],"kernel":3,"name":"a","operation":"average-pooling","padding":"valid","stride":1"#
    ),
    Format(.globalMaxPooling, [4, 9, 9], #""inputs":["input"],"name":"a","operation":"global-max-pooling""#),
    Format(
      .layerNormalization(LayerNormalization(epsilon: 0.5)), [4],
      #""epsilon":0.5,"inputs":["input"],"name":"a","operation":"layer-normalization""#
    ),
    Format(
      .upsampling(3, mode: .bilinear), [4, 9, 9],
      #""factor":3,"inputs":["input"],"mode":"bilinear","name":"a","operation":"upsampling""#
    ),
    Format(
      .sequence(.rows), [3, 4, 5], #""inputs":["input"],"name":"a","operation":"sequence","order":"rows""#),
    Format(
      .sequence(.patches(side: 2)), [3, 4, 6],
      #""inputs":["input"],"name":"a","operation":"sequence","order":"patches","patch":2"#),
    Format(
      .recurrent(.gruResetBefore, hidden: 3, bidirectional: true, result: .last), [4, 2],
      #""bidirectional":true,"cell":"gru-reset-before","hidden":3,"inputs":["input"],"name":"a","operation":"recurrent","result":"last""#
    ),
    Format(.multiply, [4], #""inputs":["input","input"],"name":"a","operation":"multiply""#),
  ]

  @Test(arguments: formats)
  func everyOperationHasItsFormat(_ format: Format) throws {
    let (operation, input, fields) = (format.operation, format.input, format.fields)
    let inputs: [Source] = operation == .multiply ? [.input, .input] : [.input]
    let shape = "[\(input.dimensions.map(String.init).joined(separator: ","))]"
    let expected = "{\"input\":\(shape),\"nodes\":[{\(fields)}]}"
    #expect(try NodeFieldTests.json(operation, input: input, inputs: inputs) == expected)
    let read = try JSONDecoder().decode(Network.self, from: Data(expected.utf8))
    #expect(read.nodes[0].operation == operation)
  }

  @Test(arguments: Architecture.all)
  func everyArchitectureReadsBack(_ architecture: Architecture) throws {
    let input: Shape = architecture.name == "patch-mlp" ? [4, 6] : [3, 32, 32]
    let network = try architecture.network(input: input, classes: 7)
    #expect(try JSONDecoder().decode(Network.self, from: try JSONEncoder().encode(network)) == network)
  }

  @Test func operationsWithoutFieldsReadBack() throws {
    let plain: [NodeOperation] = [
      .relu, .relu6, .activation(.silu), .activation(.gelu), .activation(.sigmoid), .activation(.tanh),
      .activation(.noisyReLU), .activation(.softmax), .globalAveragePooling, .globalMaxPooling, .flatten,
    ]
    for operation in plain {
      let text = try NodeFieldTests.json(operation, input: [2, 3, 3], inputs: [.input])
      #expect(try JSONDecoder().decode(Network.self, from: Data(text.utf8)).nodes[0].operation == operation)
    }
    for operation in [NodeOperation.add, .multiply, .concatenate] {
      let text = try NodeFieldTests.json(operation, input: [2, 3, 3], inputs: [.input, .input])
      #expect(try JSONDecoder().decode(Network.self, from: Data(text.utf8)).nodes[0].operation == operation)
    }
  }

  static let convolution =
    #""operation":"convolution","channels":8,"kernel":3,"stride":1,"padding":"same","dilation":1,"groups":1,"bias":true,"initializer":"he""#
  static let sides = "1 to 65536, or [height, width]"

  @Test(arguments: [
    (#""kernel":3"#, #""kernel":0"#, "kernel: expected \(sides), received 0×0"),
    (#""kernel":3"#, #""kernel":[3,-1]"#, "kernel: expected \(sides), received 3×-1"),
    (
      #""kernel":3"#, #""kernel":[3,3,3]"#,
      "kernel: expected \(sides), received expected a number or [height, width], received [3, 3, 3]"
    ),
    (#""kernel":3"#, #""kernel":"three""#, "kernel: expected \(sides), received a value of another type"),
    (
      #""kernel":3"#, #""kernel":9223372036854775807"#,
      "kernel: expected \(sides), received 9223372036854775807×9223372036854775807"
    ),
    (#""stride":1"#, #""stride":0"#, "stride: expected \(sides), received 0×0"),
    (#""dilation":1"#, #""dilation":0"#, "dilation: expected \(sides), received 0×0"),
    (#""channels":8"#, #""channels":0"#, "channels: expected 1 to 2147483647, received 0"),
    (#""channels":8,"#, "", "channels: expected 1 to 2147483647, received nothing"),
    (#""groups":1"#, #""groups":-2"#, "groups: expected 1 to 2147483647, received -2"),
    (
      #""padding":"same""#, #""padding":[0,-1,0,0]"#,
      "padding: expected valid, same, or [top, left, bottom, right] of 0 to 65536, received explicit(top: 0, left: -1, bottom: 0, right: 0)"
    ),
    (
      #""padding":"same""#, #""padding":"wide""#,
      "padding: expected valid, same, or [top, left, bottom, right] of 0 to 65536, received expected valid, same or four numbers, received wide"
    ),
    (#""bias":true"#, #""bias":1"#, "bias: expected true or false, received a value of another type"),
    (
      #""initializer":"he""#, #""initializer":"she""#,
      "initializer: expected one of zeros, ones, he, he-fan-out, glorot, identity, whitening, orthogonal, forget-gate, received she"
    ),
  ])
  func hostileFieldsAreRefusedByName(part: String, hostile: String, message: String) throws {
    let fields = NodeFieldTests.convolution.replacing(part, with: hostile)
    #expect(fields != NodeFieldTests.convolution)
    #expect(refusal(fields) == "node 'a', \(message)")
  }

  @Test(arguments: [
    (#""operation":"max-pooling","kernel":2,"stride":2,"padding":[2,0,0,0]"#, "padding"),
    (#""operation":"max-pooling","kernel":0,"stride":2,"padding":"valid""#, "kernel"),
    (#""operation":"average-pooling","kernel":2,"stride":2,"padding":"valid""#, "includes_padding"),
    (#""operation":"upsampling","factor":0,"mode":"nearest""#, "factor"),
    (#""operation":"upsampling","factor":2,"mode":"cubic""#, "mode"),
    (#""operation":"layer-normalization","epsilon":0"#, "epsilon"),
    (#""operation":"batch-normalization","momentum":2,"epsilon":1"#, "momentum"),
    (#""operation":"dropout","rate":1"#, "rate"),
    (#""operation":"sequence","order":"pixels""#, "order"),
    (#""operation":"sequence","order":"patches","patch":0"#, "patch"),
    (#""operation":"recurrent","cell":"gated","hidden":1,"bidirectional":false,"result":"last""#, "cell"),
    (#""operation":"recurrent","cell":"lstm","hidden":0,"bidirectional":false,"result":"last""#, "hidden"),
    (
      #""operation":"recurrent","cell":"lstm","hidden":65537,"bidirectional":false,"result":"last""#, "hidden"
    ),
    (#""operation":"recurrent","cell":"lstm","hidden":1,"bidirectional":1,"result":"last""#, "bidirectional"),
    (#""operation":"recurrent","cell":"lstm","hidden":1,"bidirectional":true,"result":"all""#, "result"),
    (#""operation":"leaky-relu","slope":-1"#, "slope"),
    (
      #""operation":"transposed-convolution","channels":8,"kernel":3,"stride":2,"padding":"same","output_padding":1,"dilation":1,"groups":1,"bias":true,"initializer":"he""#,
      "padding"
    ),
    (
      #""operation":"transposed-convolution","channels":8,"kernel":3,"stride":2,"padding":"valid","output_padding":2,"dilation":1,"groups":1,"bias":true,"initializer":"he""#,
      "output_padding"
    ),
  ])
  func hostileFieldsOfOtherLayersAreRefusedByName(fields: String, field: String) {
    #expect(refusal(fields).hasPrefix("node 'a', \(field): expected "), "\(refusal(fields))")
  }

  private func refusal(_ fields: String) -> String {
    let text = "{\"input\":[4,9,9],\"nodes\":[{\"name\":\"a\",\"inputs\":[\"input\"],\(fields)}]}"
    do {
      _ = try JSONDecoder().decode(Network.self, from: Data(text.utf8))
      return "nothing"
    } catch {
      return "\(error)"
    }
  }
}
