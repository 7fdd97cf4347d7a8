/// Places that hold one id, in the order of their responses.
///
/// Awaiting a report and being without one only ever end, so searches go on where they stopped. What was forgotten is
/// skipped and swept.
struct PlaceLine: Sendable {
    private(set) var places: [PlaceKey] = []
    /// Nothing before it is awaited.
    private var firstAwaited = 0
    /// Nothing before it is without report.
    private var firstUnreported = 0
    private var forgotten = 0

    var isEmpty: Bool { forgotten >= places.count }

    mutating func append(_ place: PlaceKey) { places.append(place) }

    /// The first place whose report is still awaited.
    mutating func awaited(where isAwaited: (PlaceKey) -> Bool) -> PlaceKey? {
        while firstAwaited < places.count {
            if isAwaited(places[firstAwaited]) { return places[firstAwaited] }
            firstAwaited &+= 1
        }
        return nil
    }

    /// The first place that had no report, awaited or not.
    mutating func unreported(where isUnreported: (PlaceKey) -> Bool) -> PlaceKey? {
        while firstUnreported < places.count {
            if isUnreported(places[firstUnreported]) { return places[firstUnreported] }
            firstUnreported &+= 1
        }
        return nil
    }

    /// Says that one of the places was forgotten; sweeps when more than half of them were.
    mutating func forget(isKnown: (PlaceKey) -> Bool) {
        forgotten &+= 1
        guard forgotten > 16, forgotten &* 2 > places.count else { return }
        places.removeAll { !isKnown($0) }
        (firstAwaited, firstUnreported, forgotten) = (0, 0, 0)
    }
}

/// Who holds an id that several requests were given: told apart by the number, then by age.
struct IDHolders: Sendable {
    /// The places at each number, under its key.
    var byNumber: [UInt64: PlaceLine] = [:]
    /// The first place of each request.
    var all = PlaceLine()
}
