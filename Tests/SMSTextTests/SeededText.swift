/// SplitMix64: the same numbers for the same seed on every machine.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    mutating func octets(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }

    /// Han, Latin, emoji, Extension B, controls, combining marks, joiners: what real texts and attackers send.
    mutating func text(scalars: Int) -> String {
        var view = String.UnicodeScalarView()
        // A favourite kind per text, or half of the texts would never hold a full segment of one kind.
        let favourite = below(9)
        for _ in 0..<scalars { view.append(scalar(below(3) == 0 ? below(9) : favourite)) }
        return String(view)
    }

    mutating func ascii(_ count: Int) -> String {
        String(decoding: (0..<count).map { _ in UInt8.random(in: 0...127, using: &self) }, as: UTF8.self)
    }

    private mutating func scalar(_ kind: Int) -> Unicode.Scalar {
        let value: Int
        switch kind {
        case 0, 1: value = 0x4E00 + below(0x5200)
        case 2: value = 0x20 + below(0x5F)
        case 3: value = 0x1F600 + below(0x50)
        case 4: value = 0x20000 + below(0xA6D0)
        case 5: value = below(0x20)
        case 6: value = 0x300 + below(0x70)
        case 7: value = [0x200D, 0xFE0F, 0xFEFF, 0xFFFF, 0xFFFD, 0x0500, 0x303, 0x1F1E8][below(8)]
        default: value = 0x80 + below(0xD780)
        }
        return Unicode.Scalar(UInt32(value)) ?? "?"
    }
}
