import CarrierSession

// Ids that no response named: those under which requests without response went out, where the protocol takes the id
// from the request's number (sgip.md 1.4).
extension ClientCore {
    /// A request without response went out under an id that its reports will name (SGIP): they find it from now on.
    mutating func presume(_ id: CarrierMessageID, for place: LocatedRequest, at moment: Moment) {
        guard tracker.content(place.serial)?.wantsReport == true else { return }
        var isNew = false
        for recipient in place.recipients
        where attach(id, to: place.index(recipient), of: place.serial, isPresumed: true) { isNew = true }
        guard isNew else { return }
        register(id, for: PlaceKey(place.serial, place.first))
        applyEarly(id, place, at: moment)
    }

    /// Takes a presumed id of a place for one that it has; false when it is none.
    mutating func confirm(_ id: CarrierMessageID, of key: PlaceKey) -> Bool {
        guard !twins.isEmpty, let twin = twins[key]?.firstIndex(where: { $0.id == id && $0.isPresumed }) else {
            return false
        }
        if tracker.place(key.serial, key.index).hasID {
            twins[key]?[twin].isPresumed = false
            return true
        }
        guard let confirmed = twins[key]?.remove(at: twin) else { return false }
        if twins[key]?.isEmpty == true { twins[key] = nil }
        tracker[key.serial][place: key.index].id = confirmed.id
        tracker[key.serial][place: key.index].hasID = true
        tracker[key.serial][place: key.index].isReported = confirmed.isReported
        tracker[key.serial][place: key.index].wasDelivered = confirmed.wasDelivered
        return true
    }

    /// A report on a presumed id proves that the carrier took the request, as a response would have said.
    mutating func prove(_ id: CarrierMessageID, by key: PlaceKey, at moment: Moment) {
        let group = group(of: key)
        let segments = tracker[key.serial].segmentCount
        if options.usesStore {
            note(
                .answered(
                    number: tracker.number(key.serial), segment: key.index % segments, recipients: group, id: id,
                    code: 0))
        }
        for recipient in group {
            let place = place(key, at: recipient)
            guard confirm(id, of: place), tracker.place(place.serial, place.index).isAwaitingResponse else { continue }
            settle(place: place.index, of: place.serial, as: .awaitingReport)
            tellSegment(place.serial, recipient, place.index % segments) { .accepted($0, id: id, latency: nil) }
        }
        resolveWaiting(group, of: key.serial, at: moment)
        for recipient in group where recipient != key.index / segments { settle(key.serial, recipient, at: moment) }
    }
}
