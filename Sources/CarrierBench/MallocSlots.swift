#if os(Linux) && (arch(x86_64) || arch(arm64))
    #if canImport(Musl)
        import Musl
    #else
        import Glibc
    #endif

    /// The slots through which the modules of this process call `malloc`: found in the tables that the loader works by
    /// (ELF, dynamic section), whose layout the platform's ABI fixes.
    enum MallocSlots {
        private typealias Malloc = @convention(c) (Int) -> UnsafeMutableRawPointer?

        private static let real: Malloc? = dlsym(nil, "malloc").map { malloc in
            withUnsafeBytes(of: malloc) { $0.loadUnaligned(as: Malloc.self) }
        }
        /// Memory for the count and the counting thread, as a number since the counting function can hold nothing.
        private static let address = Int(bitPattern: calloc(2, MemoryLayout<Int>.stride))

        private static var cell: UnsafeMutablePointer<Int>? { UnsafeMutablePointer(bitPattern: address) }
        private static var thisThread: Int { Int(bitPattern: UnsafeRawPointer(bitPattern: UInt(pthread_self()))) }

        /// Calls `body` and returns how often this thread called `malloc` meanwhile; nil, and nothing done, where no
        /// slot can be used.
        static func count<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) -> Int? {
            let slots = Module.all.flatMap { $0.slots(of: "malloc") }
            guard let cell, real != nil, !slots.isEmpty, slots.allSatisfy({ makeWritable($0) }) else {
                try body()
                return nil
            }
            let hook: Malloc = { size in MallocSlots.allocate(size) }
            let before = slots.map { $0.load(as: UInt.self) }
            cell[1] = thisThread
            for slot in slots { slot.storeBytes(of: hook, as: Malloc.self) }
            cell[0] = 0
            defer { for (slot, word) in zip(slots, before) { slot.storeBytes(of: word, as: UInt.self) } }
            try body()
            return cell[0]
        }

        private static func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
            if let cell, cell[1] == thisThread { cell[0] &+= 1 }
            return real?(size)
        }

        /// The loader may have made the page read-only after it filled the slots.
        private static func makeWritable(_ slot: UnsafeMutableRawPointer) -> Bool {
            let page = sysconf(Int32(_SC_PAGESIZE))
            guard page > 0, let start = UnsafeMutableRawPointer(bitPattern: Int(bitPattern: slot) / page &* page) else {
                return false
            }
            return mprotect(start, page, PROT_READ | PROT_WRITE) == 0
        }
    }

    /// A program or shared library in this process.
    private struct Module {
        private var base: UInt
        private var tables: [UInt: UInt] = [:]

        /// Every module, as the loader lists them: address, name, dynamic section, next one.
        static var all: [Module] {
            var modules: [Module] = []
            var next = dlopen(nil, RTLD_LAZY).map { UnsafeRawPointer($0) }
            while let entry = next, modules.count < 1000 {
                if let module = Module(entry) { modules.append(module) }
                next = entry.load(fromByteOffset: 24, as: UnsafeRawPointer?.self)
            }
            return modules
        }

        private init?(_ entry: UnsafeRawPointer) {
            base = entry.load(as: UInt.self)
            guard let section = entry.load(fromByteOffset: 16, as: UnsafeRawPointer?.self) else { return nil }
            for index in 0..<200 {
                let tag = section.load(fromByteOffset: index &* 16, as: UInt.self)
                if tag == 0 { break }
                tables[tag] = section.load(fromByteOffset: index &* 16 &+ 8, as: UInt.self)
            }
        }

        private func table(_ tag: UInt) -> UnsafeRawPointer? {
            guard let address = tables[tag] else { return nil }
            return UnsafeRawPointer(bitPattern: address < base ? base &+ address : address)
        }

        /// The slots that hold the address of the function `name`.
        func slots(of name: String) -> [UnsafeMutableRawPointer] {
            // DT_STRTAB, DT_SYMTAB; then DT_JMPREL with DT_PLTRELSZ, and DT_RELA with DT_RELASZ.
            guard let strings = table(5), let symbols = table(6) else { return [] }
            var slots: [UnsafeMutableRawPointer] = []
            for (tag, sizeTag) in [(UInt(23), UInt(2)), (7, 8)] {
                guard let relocations = table(tag), let size = tables[sizeTag] else { continue }
                for start in stride(from: 0, to: Int(size), by: 24) {
                    let info = relocations.load(fromByteOffset: start &+ 8, as: UInt.self)
                    // Slots of functions, called and taken: 7 and 6 on x86-64, 1026 and 1025 on arm64.
                    guard [6, 7, 1025, 1026].contains(info & 0xFFFF_FFFF) else { continue }
                    let symbol = Int(info >> 32) &* 24
                    let text = strings + Int(symbols.load(fromByteOffset: symbol, as: UInt32.self))
                    guard strcmp(text.assumingMemoryBound(to: CChar.self), name) == 0 else { continue }
                    let offset = relocations.load(fromByteOffset: start, as: UInt.self)
                    if let slot = UnsafeMutableRawPointer(bitPattern: base &+ offset) { slots.append(slot) }
                }
            }
            return slots
        }
    }
#endif
