/// Writes what a training tells into its run folder and event files, and passes it on.
struct RunRecording {
  /// What the training tells.
  let monitor: RunMonitor

  /// - Parameter eventFolder: the folder that TensorBoard is pointed at; nil writes no event files.
  init(_ monitor: RunMonitor, eventFolder: String? = nil) {
    let history = HistoryWriter()
    let events = eventFolder.map(TensorBoardWriter.init(root:))
    self.monitor = RunMonitor(
      isCancelled: { monitor.isCancelled },
      receive: { event in
        // Written first: who is told of an epoch finds it in the file.
        try history.receive(event)
        try events?.receive(event)
        try monitor.tell(event)
      })
  }
}
