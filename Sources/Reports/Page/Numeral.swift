import Foundation
import FoveaEvaluation

/// Numbers as a reader wants them; the same in every locale.
enum Numeral {
  /// `89.32 %`; 100 % is all of them and 0 % none, never what is rounded to it.
  static func percent(_ share: Double, digits: Int = 2) -> String {
    share.isFinite ? TextNumber.hundredfold(share, digits) + " %" : "\(share) %"
  }

  static func decimal(_ value: Double, _ digits: Int) -> String {
    value.isFinite ? String(format: "%.\(digits)f", value) : "\(value)"
  }

  /// A number of three digits that may be very small: `0.00213`, `2.13e-07`.
  static func significant(_ value: Double) -> String { String(format: "%.3g", value) }

  /// `12,345`.
  static func count(_ count: Int) -> String { TextNumber.count(count) }

  /// A coordinate of a drawing, as short as a hundredth of a pixel allows.
  static func coordinate(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    if hundredths % 100 == 0 { return String(hundredths / 100) }
    let sign = hundredths < 0 ? "-" : ""
    let (whole, part) = (hundredths.magnitude / 100, hundredths.magnitude % 100)
    if part % 10 == 0 { return "\(sign)\(whole).\(part / 10)" }
    return "\(sign)\(whole).\(part < 10 ? "0" : "")\(part)"
  }

  /// A p-value: `0.032`, or `less than 0.001`.
  static func pValue(_ value: Double) -> String { value < 0.001 ? "less than 0.001" : decimal(value, 3) }
}
