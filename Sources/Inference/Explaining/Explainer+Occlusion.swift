import FoveaDatasets
import FoveaImages

extension Explainer {
  /// Sides of a picture that a window takes, and windows that overlap: fine enough to see a part of an object.
  private static let windowsAcross = 6

  /// How much the evidence for a class falls when a window over each place is filled with the mean colour.
  ///
  /// Source: Zeiler, Fergus, *Visualizing and Understanding Convolutional Networks*, 2014, arXiv:1311.2901.
  func occlusion(_ bytes: [UInt8], target: Int, whole: Float) throws -> Heatmap {
    let geometry = bundle.preprocessing.geometry
    let (width, height, channels) = (geometry.width, geometry.height, geometry.channels.count)
    let side = max(1, min(width, height) / Explainer.windowsAcross)
    let step = max(1, side / 2)
    let fill = bundle.preprocessing.normalization.mean.map { UInt8(max(0, min(255, ($0 * 255).rounded()))) }
    var sums = [Float](repeating: 0, count: width * height)
    var counts = sums
    // Windows begin outside, so that the edge is covered as often as the middle.
    let windows = stride(from: step - side, to: height, by: step).flatMap { top in
      stride(from: step - side, to: width, by: step).map { left in
        (
          rows: max(0, top)..<min(height, top + side), columns: max(0, left)..<min(width, left + side)
        )
      }
    }.filter { !$0.rows.isEmpty && !$0.columns.isEmpty }
    for start in stride(from: 0, to: windows.count, by: 256) {
      let part = windows[start..<min(windows.count, start + 256)]
      let inputs = part.map { window -> [Float] in
        var covered = bytes
        for y in window.rows {
          for x in window.columns {
            for channel in 0..<channels { covered[(y * width + x) * channels + channel] = fill[channel] }
          }
        }
        return input(covered)
      }
      for (window, logits) in zip(part, try runner.outputs(of: inputs)) {
        let fall = whole - evidence(logits, for: target)
        for y in window.rows {
          for x in window.columns {
            sums[y * width + x] += fall
            counts[y * width + x] += 1
          }
        }
      }
    }
    return Heatmap(width: width, height: height, values: zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 })
  }
}
