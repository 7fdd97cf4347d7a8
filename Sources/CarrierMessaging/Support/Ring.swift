/// A queue open at both ends, in amortised constant time; what was taken is released at once.
package struct Ring<Element: Sendable>: Sendable {
    private var elements: [Element?] = []
    private var head = 0
    package private(set) var count = 0

    package init() {}

    package var isEmpty: Bool { count == 0 }

    /// The element at `place`, counted from the front.
    package subscript(place: Int) -> Element? {
        get { place < count ? elements[(head &+ place) & (elements.count &- 1)] : nil }
        set {
            guard place >= 0, place < count, newValue != nil else { return }
            elements[(head &+ place) & (elements.count &- 1)] = newValue
        }
    }

    package var first: Element? {
        get { self[0] }
        set { self[0] = newValue }
    }

    package var last: Element? {
        get { count > 0 ? self[count &- 1] : nil }
        set { self[count &- 1] = newValue }
    }

    package mutating func append(_ element: Element) {
        if count == elements.count { grow() }
        elements[(head &+ count) & (elements.count &- 1)] = element
        count &+= 1
    }

    package mutating func prepend(_ element: Element) {
        if count == elements.count { grow() }
        head = (head &- 1) & (elements.count &- 1)
        elements[head] = element
        count &+= 1
    }

    @discardableResult
    package mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        let element = elements[head]
        elements[head] = nil
        head = (head &+ 1) & (elements.count &- 1)
        count &-= 1
        // A long queue that has been emptied gives its memory back.
        if count == 0, elements.count > 4096 { (elements, head) = ([], 0) }
        return element
    }

    package mutating func removeAll() {
        elements = []
        head = 0
        count = 0
    }

    /// Keeps the elements that are wanted, in their order.
    package mutating func keep(_ isWanted: (Element) -> Bool) {
        var kept = Ring()
        for place in 0..<count {
            if let element = self[place], isWanted(element) { kept.append(element) }
        }
        self = kept
    }

    private mutating func grow() {
        var larger: [Element?] = []
        larger.reserveCapacity(max(16, elements.count &* 2))
        for place in 0..<count { larger.append(self[place]) }
        while larger.count < max(16, elements.count &* 2) { larger.append(nil) }
        elements = larger
        head = 0
    }
}
