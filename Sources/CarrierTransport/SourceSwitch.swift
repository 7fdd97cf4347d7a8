import Dispatch

/// A Dispatch source that can be told on or off any number of times, and is cancelled properly in either position.
///
/// Dispatch counts suspensions and traps when a suspended source is released; this keeps the count at zero or one.
/// Not thread safe: its owner calls it under the owner's lock.
struct SourceSwitch {
    let source: any DispatchSourceProtocol
    private(set) var isOn = false
    var isCancelled = false

    /// Takes a source that was made and not yet resumed.
    init(_ source: any DispatchSourceProtocol) { self.source = source }

    mutating func set(_ on: Bool) {
        guard on != isOn, !isCancelled else { return }
        isOn = on
        if on { source.resume() } else { source.suspend() }
    }

    /// Ends the source; its cancel handler runs soon after. Later calls do nothing.
    mutating func cancel() {
        guard !isCancelled else { return }
        isCancelled = true
        source.cancel()
        // A suspended source would keep its cancel handler waiting for ever.
        if !isOn { source.resume() }
        isOn = true
    }
}
