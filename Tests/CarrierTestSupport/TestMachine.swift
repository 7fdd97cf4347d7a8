import Foundation

/// What tests of time and memory have to know of the process that they run in.
public enum TestMachine {
    /// True under the thread or address sanitizer: memory is kept after its release, and everything takes many times as
    /// long.
    public static let isSanitized = [String](["__tsan_init", "__asan_init"]).contains { dlsym(nil, $0) != nil }
}
