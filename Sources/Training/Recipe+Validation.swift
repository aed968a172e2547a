import FoveaNetworks

extension Recipe {
  /// Refuses what no training could follow.
  public func validate() throws(TrainingError) {
    for field in RecipeField.training {
      guard let problem = field.access?.problem(self) else { continue }
      throw .recipe(field: field.name, expected: problem.expected, received: problem.received)
    }
    for group in groups where !(group.rate.isFinite && group.rate >= 0) {
      throw .recipe(
        field: "rate of the group '\(group.prefix)'", expected: "a number of 0 or more",
        received: "\(group.rate)")
    }
    if let patience, selection == .last {
      throw .recipe(
        field: "patience", expected: "none where the selection is last, which compares no epochs",
        received: "\(patience)")
    }
    if loss == .halfSquaredError, classWeights != .none {
      throw .recipe(
        field: "class weights", expected: "none with half-squared-error, whose targets are probabilities",
        received: classWeights.rawValue)
    }
  }
}
