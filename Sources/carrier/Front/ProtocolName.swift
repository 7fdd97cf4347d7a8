/// The names that `--protocol` takes.
enum ProtocolName {
    /// Every protocol and version of the suite, those that only the codec knows included.
    static let everyName = [
        "cmpp-2.0", "cmpp-3.0", "smgp-3.0", "sgip-1.2", "smgp-2.0", "smgp-1.3", "smgp-1.3-without-fixed-fee",
        "sgip-1.3",
    ]
}
