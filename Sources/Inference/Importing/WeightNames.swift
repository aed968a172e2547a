package import FoveaNetworks

/// What a publisher calls the parameters of a network.
package struct WeightNames: Hashable, Sendable {
  /// Theirs by ours, of nodes whose names differ.
  private let nodes: [String: String]

  /// The names that `publisher` gives to the nodes of `network`, which is one of `architecture`.
  package init(_ publisher: Publisher, of network: Network, _ architecture: Architecture) {
    let own = network.nodes.map(\.name)
    switch (publisher, architecture) {
    case (.efficientNetLitePyTorch, _): nodes = WeightNames.efficientNetLitePyTorch(own)
    case (.timm, .mobileNetV2): nodes = WeightNames.timmMobileNet(own)
    // Ours are named after these.
    case (.timm, _), (.torchvision, _): nodes = [:]
    }
  }

  /// Their name of the parameter that is called `parameter` here.
  package func source(of parameter: String) -> String {
    guard let dot = parameter.lastIndex(of: "."), let node = nodes[String(parameter[..<dot])] else {
      return parameter
    }
    return node + parameter[dot...]
  }

  /// `blocks.STAGE.BLOCK.conv_pw` and such to `_blocks.NUMBER._expand_conv`: blocks are counted through.
  private static func efficientNetLitePyTorch(_ own: [String]) -> [String: String] {
    var names = [
      "conv_stem": "_conv_stem", "bn1": "_bn0", "conv_head": "_conv_head", "bn2": "_bn1",
      "classifier": "_fc",
    ]
    var blocks: [String] = []
    for node in own where node.hasPrefix("blocks.") {
      let block = node.split(separator: ".").prefix(3).joined(separator: ".")
      if blocks.last != block { blocks.append(block) }
    }
    for (number, block) in blocks.enumerated() {
      let expands = own.contains(block + ".conv_pwl")
      let parts =
        expands
        ? [
          "conv_pw": "_expand_conv", "bn1": "_bn0", "conv_dw": "_depthwise_conv", "bn2": "_bn1",
          "conv_pwl": "_project_conv", "bn3": "_bn2",
        ] : ["conv_dw": "_depthwise_conv", "bn1": "_bn1", "conv_pw": "_project_conv", "bn2": "_bn2"]
      for (ours, theirs) in parts { names["\(block).\(ours)"] = "_blocks.\(number).\(theirs)" }
    }
    return names
  }

  /// `features.NUMBER.conv.1.0` and such to `blocks.STAGE.BLOCK.conv_dw`: a stage ends where the channels change.
  private static func timmMobileNet(_ own: [String]) -> [String: String] {
    var names = [
      "features.0.0": "conv_stem", "features.0.1": "bn1", "features.18.0": "conv_head",
      "features.18.1": "bn2",
      "classifier.1": "classifier",
    ]
    var number = 1
    for (stage, count) in [1, 2, 3, 4, 3, 3, 1].enumerated() {
      for block in 0..<count {
        let parts =
          own.contains("features.\(number).conv.3")
          ? [
            "0.0": "conv_pw", "0.1": "bn1", "1.0": "conv_dw", "1.1": "bn2", "2": "conv_pwl", "3": "bn3",
          ] : ["0.0": "conv_dw", "0.1": "bn1", "1": "conv_pw", "2": "bn2"]
        for (ours, theirs) in parts {
          names["features.\(number).conv.\(ours)"] = "blocks.\(stage).\(block).\(theirs)"
        }
        number += 1
      }
    }
    return names
  }
}
