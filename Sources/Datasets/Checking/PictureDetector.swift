import Foundation
import FoveaImages

/// Finds pictures that are odd by themselves or beside the others.
struct PictureDetector {
  let findings: [Finding]

  /// Standard deviation of luma below which nothing is to be seen.
  private static let blank = 4.0
  /// 98 % of a dark picture are below, 98 % of an overexposed one above.
  private static let dark = 48
  private static let light = 224
  /// Fine against coarse detail; sharp photos at 128×128 are above, a Gaussian of 2 of these pixels is below.
  private static let blurry = 0.12
  /// Times the median side, and times as long as high.
  private static let oddSize = 4.0
  private static let oddAspect = 3.0

  init(_ names: [String], _ facts: [SampleFacts]) {
    var findings: [Finding] = []
    let sides = facts.filter { $0.width > 0 }.map { (Double($0.width) * Double($0.height)).squareRoot() }
    let median = sides.sorted().dropFirst(sides.count / 2).first ?? 1
    for (name, fact) in zip(names, facts) where fact.width > 0 {
      func add(_ kind: Finding.Kind, _ detail: String) {
        findings.append(Finding(kind, paths: [name], detail: detail))
      }
      if let format = fact.format, let other = PictureDetector.disagreement(name, format.extensions) {
        add(.wrongExtension, "named .\(other), its content is \(format.rawValue)")
      }
      if let light = fact.light {
        let deviation = Int(light.deviation.rounded())
        if light.deviation < PictureDetector.blank {
          add(.blank, "standard deviation of luma \(deviation) of 255")
        } else if light.high < PictureDetector.dark {
          add(.dark, "98 % of its pixels are below \(light.high + 1) of 255")
        } else if light.low > PictureDetector.light {
          add(.overexposed, "98 % of its pixels are above \(light.low - 1) of 255")
        } else if light.sharpness < PictureDetector.blurry, min(fact.width, fact.height) >= 64 {
          // Small pictures are enlarged to be measured, and have no fine detail.
          let share = (light.sharpness * 1000).rounded() / 1000
          add(
            .blurry, "fine against coarse detail \(share), sharp pictures have over \(PictureDetector.blurry)"
          )
        }
      }
      let side = (Double(fact.width) * Double(fact.height)).squareRoot()
      if side > median * PictureDetector.oddSize || side * PictureDetector.oddSize < median {
        add(.oddSize, "\(fact.width)×\(fact.height), the median side is \(Int(median.rounded()))")
      }
      let aspect = Double(max(fact.width, fact.height)) / Double(min(fact.width, fact.height))
      if aspect > PictureDetector.oddAspect { add(.oddAspect, "\(fact.width)×\(fact.height)") }
    }
    self.findings = findings
  }

  /// The extension of a name that is one of images but none of these.
  private static func disagreement(_ name: String, _ expected: Set<String>) -> String? {
    guard let file = name.split(separator: "/").last, let dot = file.lastIndex(of: "."),
      dot != file.startIndex
    else { return nil }
    let suffix = file[file.index(after: dot)...].lowercased()
    return expected.contains(suffix) ? nil : suffix
  }
}
