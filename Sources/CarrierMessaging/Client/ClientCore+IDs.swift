import CarrierSession

// Which place a carrier's id leads to (text-and-long-sms.md 7.3 to 7.5). An id that a response named wins over one that
// follows from a range, and leads to its segment at every recipient of the request.
extension ClientCore {
    /// The id at the recipient so many steps behind the first of a request whose response named `base`.
    func name(_ base: CarrierMessageID, _ step: Int) -> CarrierMessageID {
        step == 0 || rangesAreDisproved ? base : adapter.id(base, advancedBy: step)
    }

    /// A response that names an id inside the range of another request disproves ranges for this gateway.
    mutating func examine(_ base: CarrierMessageID) {
        if ids[base]?.isDerived == true { rangesAreDisproved = true }
    }

    /// The recipients that share a request with a place's.
    func group(of place: PlaceKey) -> Range<Int> {
        guard let content = tracker.content(place.serial) else { return 0..<1 }
        let recipient = place.index / content.segmentCount
        let start = recipient / content.groupSize &* content.groupSize
        return start..<min(start &+ content.groupSize, content.recipientCount)
    }

    /// The same segment at another recipient.
    func place(_ place: PlaceKey, at recipient: Int) -> PlaceKey {
        let segments = tracker[place.serial].segmentCount
        return PlaceKey(place.serial, recipient &* segments &+ place.index % segments)
    }

    /// Makes the id that a response named lead to its request's first place, and the range behind it to the others.
    mutating func register(_ base: CarrierMessageID, for place: PlaceKey) {
        let group = group(of: place)
        if untimed != nil, ids[base] == nil { untimed?.add(base) }
        if let held = ids[base], !held.isDerived {
            if held.isShared {
                if group.count > 1 { rangesAreDisproved = true }
            } else {
                holders[base] = IDHolders()
                hold(base, held.place)
                ids.set(base, to: .shared(held.place))
                // No id of a range may be given again while it is in use.
                let others = tracker.holds(held.place.serial) ? self.group(of: held.place).count : 1
                if max(group.count, others) > 1, isOpen(held.place.serial) { rangesAreDisproved = true }
            }
            hold(base, place)
        } else {
            examine(base)
            ids.set(base, to: IDIndex.Value(place))
        }
        for step in 1..<max(1, group.count) where !rangesAreDisproved {
            let id = adapter.id(base, advancedBy: step)
            if id == base || ids[id]?.isDerived == false {
                rangesAreDisproved = true
            } else {
                let other = self.place(place, at: group.lowerBound &+ step)
                ids.set(id, to: IDIndex.Value(other, isDerived: true))
            }
        }
    }

    private func isOpen(_ serial: UInt64) -> Bool { tracker.holds(serial) && tracker[serial].openRecipients > 0 }

    private mutating func hold(_ id: CarrierMessageID, _ first: PlaceKey) {
        guard tracker.holds(first.serial), let content = tracker.content(first.serial) else { return }
        holders[id]?.all.append(first)
        for recipient in group(of: first) {
            let number = SubscriberNumber.key(content.message.destinations[recipient])
            let exact = place(first, at: recipient)
            holders[id]?.byNumber[number, default: PlaceLine()].append(exact)
        }
    }

    /// Forgets the ids of a message that is forgotten.
    mutating func release(_ serial: UInt64) {
        guard let content = tracker.content(serial), content.wantsReport else { return }
        for index in 0..<tracker[serial].placeCount {
            let place = tracker.place(serial, index)
            let key = PlaceKey(serial, index)
            if place.hasID { release(place.id, key, content) }
            if !twins.isEmpty, let further = twins.removeValue(forKey: key) {
                for twin in further { release(twin.id, key, content) }
            }
        }
    }

    private mutating func release(_ base: CarrierMessageID, _ place: PlaceKey, _ content: MessageContent) {
        let group = group(of: place)
        let recipient = place.index / content.segmentCount
        if recipient != group.lowerBound {
            let id = adapter.id(base, advancedBy: recipient &- group.lowerBound)
            if let held = ids[id], held.isDerived, held.place == place { ids.remove(id) }
            return
        }
        guard let held = ids[base] else { return }
        guard held.isShared else {
            if held.place.serial == place.serial { letGo(base) }
            return
        }
        let tracker = tracker
        func isKnown(_ key: PlaceKey) -> Bool { key.serial != place.serial && tracker.holds(key.serial) }
        for recipient in group {
            let number = SubscriberNumber.key(content.message.destinations[recipient])
            holders[base]?.byNumber[number]?.forget(isKnown: isKnown)
            if holders[base]?.byNumber[number]?.isEmpty == true { holders[base]?.byNumber[number] = nil }
        }
        holders[base]?.all.forget(isKnown: isKnown)
        if holders[base]?.all.isEmpty ?? true {
            holders[base] = nil
            letGo(base)
        }
    }

    private mutating func letGo(_ id: CarrierMessageID) {
        ids.remove(id)
        untimed?.remove(id)
    }

    // MARK: Numbers without response

    /// True while a request to the number with this key has no response.
    ///
    /// The counts are made when they are asked for the first time, and kept from then on: most gateways never give
    /// reason to.
    mutating func awaitsResponse(_ number: UInt64) -> Bool {
        if unansweredNumbers == nil {
            if tracker.openPlaces == 0 { return false }
            var counts: [UInt64: Int] = [:]
            tracker.forEachHeld { message in
                guard let content = message.content else { return }
                for recipient in 0..<message.recipientCount where message[recipient: recipient].awaitingResponse > 0 {
                    let key = SubscriberNumber.key(content.message.destinations[recipient])
                    counts[key, default: 0] &+= Int(message[recipient: recipient].awaitingResponse)
                }
            }
            unansweredNumbers = counts
        }
        return unansweredNumbers?[number] != nil
    }

    /// Counts places of a recipient that begin to wait for their response, or have it.
    mutating func countUnanswered(_ content: MessageContent?, _ recipient: Int, by step: Int) {
        guard unansweredNumbers != nil, let content else { return }
        let key = SubscriberNumber.key(content.message.destinations[recipient])
        let count = (unansweredNumbers?[key] ?? 0) &+ step
        unansweredNumbers?[key] = count > 0 ? count : nil
    }
}
