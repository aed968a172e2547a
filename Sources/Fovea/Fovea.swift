// One import for applications: everything that loads, classifies, trains and evaluates.
@_exported public import FoveaDatasets
@_exported public import FoveaEvaluation
@_exported public import FoveaExecution
@_exported public import FoveaFiles
@_exported public import FoveaImages
@_exported public import FoveaInference
@_exported public import FoveaInterchange
@_exported public import FoveaNetworks
@_exported public import FoveaReports
@_exported public import FoveaRuns
@_exported public import FoveaTraining
