/// The number of a connection within one run of a case.
package struct ConnectionNumber: Hashable, Sendable {
    /// From 0, in the order in which they were wished for or came.
    package var rawValue: Int

    /// The connection of that number.
    package init(_ rawValue: Int) { self.rawValue = rawValue }
}

/// What a run of a case asks of whoever moves its octets, in order.
package enum CaseWish: Sendable {
    /// Make a connection to the peer, to its reverse address where `isReverse` is set; `opened` or `dialFailed`
    /// follows.
    case dial(ConnectionNumber, isReverse: Bool)
    /// Send octets; in writes of `pieces` octets where that is given.
    case send(ConnectionNumber, [UInt8], pieces: Int?)
    /// End the connection in order of the transport: what was sent still arrives.
    case close(ConnectionNumber)
    /// Break the connection.
    case reset(ConnectionNumber)
}
