public import FoveaDatasets
public import FoveaInference
public import FoveaNetworks

/// Everything that decides how a network is trained, apart from the network and the data.
public struct Recipe: Hashable, Sendable {
  /// Passes over the training samples.
  public var epochs: Int
  /// A budget in minutes; where it is set, as many epochs are trained as fit, and the schedule ends with it.
  public var minutes: Double?
  /// How many samples one batch has; a step takes `accumulation` batches.
  public var batchSize: BatchSize
  /// How many batches' gradients are averaged for one step of the optimiser.
  public var accumulation: Int
  /// The optimiser.
  public var optimizer: Optimizer
  /// The base learning rate, which the schedule scales.
  public var learningRate: Float
  /// Layer-wise decay of the learning rate, from each layer with weights to the one before it; 1 is none.
  ///
  /// Howard, Ruder: *Universal Language Model Fine-tuning*, arXiv:1801.06146, section 3.2.
  public var layerDecay: Float
  /// Parameters that are learned at a rate of their own or stay as they are; none treats all alike.
  public var groups: [ParameterGroup]
  /// How the learning rate changes over the run.
  public var schedule: Schedule
  /// Epochs over which the rate rises from near zero to its base.
  public var warmupEpochs: Float
  /// Decay λ of weights; biases and normalisation are left alone.
  ///
  /// SGD, RMSProp and Adam add λ·w to the gradient. AdamW and Muon leave the gradient alone and shrink weights by
  /// rate · λ beside the step; LAMB adds λ·w to its step before that is scaled.
  public var weightDecay: Float
  /// Gradient clipping: the largest norm of the gradient of all parameters; nil does not clip.
  ///
  /// Pascanu, Mikolov, Bengio: *On the difficulty of training recurrent neural networks*, arXiv:1211.5063.
  public var clipNorm: Float?
  /// Decay of the exponential moving average (EMA) of the weights; nil keeps none.
  ///
  /// Where it is kept, epochs are compared and the model is written with the averaged weights. In the first steps t
  /// it is (1 + t) / (10 + t), if that is less.
  /// Polyak, Juditsky: *Acceleration of Stochastic Approximation by Averaging*, 1992.
  public var averageDecay: Float?
  /// The loss function.
  public var loss: Loss
  /// Label smoothing: the share of a target that is spread evenly over all classes, 0 ..< 1.
  ///
  /// Szegedy et al.: *Rethinking the Inception Architecture*, arXiv:1512.00567, section 7.
  public var labelSmoothing: Float
  /// Stochastic depth: the probability of dropping the last residual branch for a sample; earlier ones linearly less.
  ///
  /// Huang et al.: *Deep Networks with Stochastic Depth*, arXiv:1603.09382.
  public var stochasticDepth: Float
  /// Mixup and CutMix.
  public var mixing: Mixing
  /// How much each class counts in the loss.
  public var classWeights: ClassWeights
  /// How often the samples of each class are shown.
  public var sampling: Sampling
  /// Data augmentation, drawn again for every epoch.
  public var augmentation: Augmentation
  /// Whether training begins with smaller pictures.
  public var progressive: ProgressiveResizing
  /// Test-time augmentation: the views whose logits are averaged; epochs are compared with one view.
  public var views: ScoringViews
  /// How the epoch whose weights are kept is chosen.
  public var selection: Selection
  /// Early stopping after this many epochs without a better validation score; nil never stops early.
  public var patience: Int?
  /// Decides initial weights, order of samples, dropout and noise.
  public var seed: UInt64

  /// The validation score by which epochs are compared, if they are.
  public enum Selection: String, Codable, Hashable, Sendable, CaseIterable {
    /// The highest accuracy, the lower loss among equals.
    case accuracy
    /// The lowest loss, which is less noisy than accuracy where the model can hardly overfit.
    case loss
    /// None: the last epoch, for a schedule that ends at zero, where it is the best more reliably than few validation
    /// images can tell.
    case last
  }

  /// How many samples one batch has.
  public enum BatchSize: Hashable, Sendable {
    /// So many samples, or all where there are fewer.
    case samples(Int)
    /// Full-batch gradient descent: one step an epoch.
    case all

    /// The number of samples of a batch out of `count`.
    public func size(of count: Int) -> Int {
      switch self {
      case .samples(let size): min(size, count)
      case .all: count
      }
    }
  }

  /// How much each class counts in the loss.
  public enum ClassWeights: String, Codable, Hashable, Sendable, CaseIterable {
    /// As much as it has samples.
    case none
    /// All the same: a class of nⱼ samples out of n in k classes has weight n / (k·nⱼ).
    case balanced
  }

  /// How often samples are shown in an epoch.
  public enum Sampling: String, Codable, Hashable, Sendable, CaseIterable {
    /// Each once.
    case natural
    /// Samples of every class equally often: those of rare classes several times, of frequent ones not in each epoch.
    case balanced
  }

  /// Makes a recipe; what is left out is Adam, a cosine schedule, and neither decay nor augmentation.
  public init(
    epochs: Int = 20, minutes: Double? = nil, batchSize: BatchSize = .samples(128), accumulation: Int = 1,
    optimizer: Optimizer = .adam(), learningRate: Float = 1e-3, layerDecay: Float = 1,
    groups: [ParameterGroup] = [],
    schedule: Schedule = .cosine, warmupEpochs: Float = 0, weightDecay: Float = 0, clipNorm: Float? = nil,
    averageDecay: Float? = nil, loss: Loss = .crossEntropy, labelSmoothing: Float = 0,
    stochasticDepth: Float = 0,
    mixing: Mixing = Mixing(), classWeights: ClassWeights = .none, sampling: Sampling = .natural,
    augmentation: Augmentation = Augmentation(.none),
    progressive: ProgressiveResizing = ProgressiveResizing(), views: ScoringViews = .single,
    selection: Selection = .accuracy, patience: Int? = nil,
    seed: UInt64 = 0
  ) {
    self.epochs = epochs
    self.minutes = minutes
    self.batchSize = batchSize
    self.accumulation = accumulation
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.layerDecay = layerDecay
    self.groups = groups
    self.schedule = schedule
    self.warmupEpochs = warmupEpochs
    self.weightDecay = weightDecay
    self.clipNorm = clipNorm
    self.averageDecay = averageDecay
    self.loss = loss
    self.labelSmoothing = labelSmoothing
    self.stochasticDepth = stochasticDepth
    self.mixing = mixing
    self.classWeights = classWeights
    self.sampling = sampling
    self.augmentation = augmentation
    self.progressive = progressive
    self.views = views
    self.selection = selection
    self.patience = patience
    self.seed = seed
  }
}
