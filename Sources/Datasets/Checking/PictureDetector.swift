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
    let places = facts.indices.filter { facts[$0].width > 0 }
    var findings: [Finding] = []
    func add(_ kind: Finding.Kind, _ place: Int, _ detail: String) {
      findings.append(Finding(kind, paths: [names[place]], detail: detail))
    }
    for place in places {
      let fact = facts[place]
      if let format = fact.format, let other = PictureDetector.disagreement(names[place], format.extensions) {
        add(.wrongExtension, place, "named .\(other), its content is \(format.rawValue)")
      }
      if let light = fact.light, light.deviation < PictureDetector.blank {
        add(.blank, place, "standard deviation of luma \(Int(light.deviation.rounded())) of 255")
      }
    }

    let lit: [(place: Int, light: SampleFacts.Light)] = places.compactMap { place in
      guard let light = facts[place].light, light.deviation >= PictureDetector.blank else { return nil }
      return (place, light)
    }
    let dark = SetOutliers(lit.map { Double($0.light.high) }, below: Double(PictureDetector.dark))
    let light = SetOutliers(lit.map { Double($0.light.low) }, above: Double(PictureDetector.light))
    // Small pictures are enlarged to be measured, and have no fine detail.
    let measured = lit.filter { min(facts[$0.place].width, facts[$0.place].height) >= 64 }
    let blurry = SetOutliers(
      measured.map { Foundation.log(max($0.light.sharpness, 1e-9)) },
      below: Foundation.log(PictureDetector.blurry))
    for index in dark.positions {
      add(.dark, lit[index].place, "98 % of its pixels are below \(lit[index].light.high + 1) of 255")
    }
    let isDark = Set(dark.positions)
    for index in light.positions where !isDark.contains(index) {
      add(.overexposed, lit[index].place, "98 % of its pixels are above \(lit[index].light.low - 1) of 255")
    }
    let isOdd = Set(findings.map(\.paths[0]))
    for index in blurry.positions where !isOdd.contains(names[measured[index].place]) {
      let share = (measured[index].light.sharpness * 1000).rounded() / 1000
      add(
        .blurry, measured[index].place,
        "fine against coarse detail \(share), sharp pictures have over \(PictureDetector.blurry)")
    }

    let sides = places.map { (Double(facts[$0].width) * Double(facts[$0].height)).squareRoot() }
    let median = sides.sorted().dropFirst(sides.count / 2).first ?? 1
    for (place, side) in zip(places, sides) {
      let fact = facts[place]
      if side > median * PictureDetector.oddSize || side * PictureDetector.oddSize < median {
        add(.oddSize, place, "\(fact.width)×\(fact.height), the median side is \(Int(median.rounded()))")
      }
      let aspect = Double(max(fact.width, fact.height)) / Double(min(fact.width, fact.height))
      if aspect > PictureDetector.oddAspect { add(.oddAspect, place, "\(fact.width)×\(fact.height)") }
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
