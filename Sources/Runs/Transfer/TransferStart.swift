import FoveaDatasets
import FoveaInference
import FoveaNetworks
import FoveaTraining

/// What fine-tuning begins with: a backbone, and a head that was learned on its features.
struct TransferStart {
  let network: Network
  let preprocessing: Preprocessing
  /// Of all layers.
  let parameters: [String: Tensor]
  /// Where it comes from.
  let backbone: BackboneSettings
  /// Where the weights of the backbone come from; nil where Fovea learned them.
  let origin: WeightsOrigin?

  /// The word for what is trained.
  var name: String { backbone.shortName }

  /// Learns the head; it is the same whenever it is asked for, so that a run that goes on begins as it began.
  init(
    _ data: DecodedData, _ source: TransferSource, recipe: Recipe, _ monitor: RunMonitor
  ) throws {
    var own = recipe
    // The head is learned on pictures as they are; what the recipe says of pictures is for the layers below.
    own.augmentation = Augmentation(.none)
    if !source.settings.hidden.isEmpty {
      own = .headDefault
      own.seed = recipe.seed
    }
    let learned = try HeadTraining(data, source, recipe: own).learn(
      RunMonitor(
        isCancelled: { monitor.isCancelled },
        receive: { event in
          // Epochs of the head are none of the run.
          if case .epoch = event { return }
          try monitor.tell(event)
        }))
    backbone = source.settings
    origin = source.backbone.origin
    preprocessing = source.backbone.preprocessing
    network = try source.backbone.network(
      hidden: source.settings.hidden, classes: data.split.classes.count)
    parameters = source.backbone.parameters(with: learned.head)
  }
}
